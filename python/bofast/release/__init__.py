"""What may take the last release's place: `changes` compares the draft with it."""
