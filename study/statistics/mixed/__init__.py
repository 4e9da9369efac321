"""Mixed models with two crossed random intercepts: logistic (correct or wrong) and gaussian (log response time)."""
