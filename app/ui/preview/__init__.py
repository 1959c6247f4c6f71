"""The live preview in the window: what asks the preview's process, what plays, and the widgets that show it."""
