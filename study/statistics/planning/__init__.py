"""Planning a study: what is planted, studies simulated from it, power and precision, and how many raters it takes."""
