"""Full text over conversations that were handed over and their work orders, on both databases."""
