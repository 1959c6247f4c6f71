"""The live preview: a warm child process that draws frames of an open template for the window."""
