"""The statistics behind the risk index: selection, weights and how sure they are."""
