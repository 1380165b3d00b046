"""Each figure that we claim, beside a peer or limit measured in the same run."""
