"""Where long work is done: in processes of this machine, or on the machines of a Ray cluster."""
