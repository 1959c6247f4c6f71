"""An emulator of After Effects' command-line renderer: its command line, exit codes, words, processes and failures.

`program.install` puts an `aerender` program into a folder. The frames are real: the builtin renderer draws them from
the project file.
"""
