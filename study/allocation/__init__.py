"""Who sees which clip when: seeds and presentation orders."""
