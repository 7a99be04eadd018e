"""Linear probability models, multinomial logits and differences in probability."""
