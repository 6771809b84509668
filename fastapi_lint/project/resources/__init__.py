"""What requests use up: threads, pools, connections and the time of calls; what is made anew for each of them."""
