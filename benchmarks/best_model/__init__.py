"""What `benchmarks.best_numpy` is made of: the whole model with as little work for NumPy as its author could find.

How it gets by, beside what any tuned NumPy does (chunks that stay in the cache, results into memory that is there, what
is fixed kept as a plain number, tables for quantile functions):

- Flows are added up by *bucket*, a council key or what one council bears alone, and divided by council at the end.
- Every flow is a broken line or a broken parabola in time. It is entered as what its second or third differences over
  the months are not zero at: two or three numbers at each break. Summing up again, twice or three times, is done once
  for all flows of a bucket, a financial year at a time, by a small matrix (`benchmarks.best_model.differences`).
- Discounting and indexing change only each 1 April: discounted payback is a threshold a year on the undiscounted path,
  and nominal paths are read off cumulative real ones.
"""
