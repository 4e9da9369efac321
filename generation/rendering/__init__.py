"""From motions to videos."""
