"""What people say, one way of saying it a file; `distributions.elicit` is the way in."""
