"""Points that cover evenly: Latin hypercubes and Sobol sequences; `distributions.designs` is the way in."""
