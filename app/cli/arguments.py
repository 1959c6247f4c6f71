"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

TemplateArgument = Annotated[
    Path, typer.Argument(metavar="TEMPLATE", help="An .aep, .aet or .aepx file, or a folder or .zip with one.")
]
CompOption = Annotated[
    str | None,
    typer.Option("--comp", metavar="NAME", help="The composition, by name or #ID; the main one if not given."),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Fill a slot. A photo: FILE, then |fit=contain, |focal=X,Y or |crop=L,T,R,B if wanted.",
    ),
]
SheetOption = Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="A spreadsheet; one film per row.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
MissingOption = Annotated[
    str, typer.Option("--missing", metavar="fail|substitute", help="What to do about missing fonts and footage.")
]
OutFolderOption = Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the films go.")]
WorkersOption = Annotated[
    int | None,
    typer.Option("--workers", metavar="N", min=1, max=256, help="Processes that draw; one per core if not given."),
]
OverwriteOption = Annotated[bool, typer.Option("--overwrite", help="Render again and replace existing films.")]
NumberOption = Annotated[bool, typer.Option("--number", help="Keep existing films and number the new ones.")]
OverwriteProjectOption = Annotated[bool, typer.Option("--overwrite", help="Replace the file if it exists.")]
RangeOption = Annotated[
    str | None, typer.Option("--range", metavar="A-B", help="Frames, both included; the first is 0.")
]
NameOption = Annotated[
    str | None,
    typer.Option("--name", metavar="PATTERN", help="File name; {row}, {COLUMN}, {template}, {comp} are filled in."),
]
PresetOption = Annotated[str, typer.Option("--preset", metavar="NAME", help="mp4 or prores4444.")]
EngineOption = Annotated[str, typer.Option("--engine", metavar="NAME", help="auto, builtin or aerender.")]
MusicOption = Annotated[Path | None, typer.Option("--music", metavar="FILE", help="Sound for every film.")]
KeepUnfilledOption = Annotated[
    bool, typer.Option("--keep-unfilled", help="Slots without a column stay as they are in the template.")
]
JobArgument = Annotated[
    str, typer.Argument(metavar="ID", help="The job's id, or as much of its beginning as no other job has.")
]
JobsArgument = Annotated[list[str], typer.Argument(metavar="ID…", help="Ids of jobs, or their beginnings.")]
