"""The child processes of a packaged program, which has no interpreter to start modules with and so starts itself."""

from __future__ import annotations


def run_child(words: list[str]) -> int | None:
    """Be the child process that the first of a program's arguments names, to its end; its exit code.

    None, at once, when it names none. The names are the `FROZEN_COMMAND` of the modules that start the children, which
    are not imported to compare: each child has its own parts of the program, and no others.
    """
    match words:
        case ["template-child", *_]:
            from app.template import isolate

            return isolate.main()
        case ["engine-child", *arguments]:
            from app.farm.engines import builtin_child

            builtin_child.main(arguments)
            return 0
        case ["guardian", *arguments]:
            from app.farm import guardian

            return guardian.main(arguments)
        case ["preview-child", *arguments]:
            from app.farm.preview import child

            child.main(arguments)
            return 0
    return None
