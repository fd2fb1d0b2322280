"""Office documents: Word, PowerPoint and OpenDocument text."""
