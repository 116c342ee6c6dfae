"""From the reader's cues to attributions: who is meant, what is inside what, what goes on without a cue."""
