"""What Student-t copulas need, and samples rearranged whole; `distributions.copula` is the way in."""
