# lme4's figures for the data sets of make_data.py, written to lme4.csv. Debian: r-cran-lme4.
library(lme4)
rows <- data.frame()
keep <- function(set, model, name, estimate, se) {
  rows <<- rbind(rows, data.frame(set = set, model = model, name = name, estimate = estimate, se = se))
}
for (set in c("paper", "online", "few", "alike")) {
  data <- read.csv(paste0(set, ".csv"))
  data$condition <- factor(data$condition, levels = c("correct", "misclassified", "mean_latent"))
  tight <- glmerControl(optimizer = "bobyqa", optCtrl = list(maxfun = 1e5, rhoend = 1e-9), tolPwrss = 1e-12)
  logistic <- glmer(correct ~ 0 + condition + (1 | participant) + (1 | stimulus), data, binomial, control = tight)
  gaussian <- lmer(log(rt_ms) ~ 0 + condition + (1 | participant) + (1 | stimulus), data)
  for (model in c("logistic", "gaussian")) {
    fit <- if (model == "logistic") logistic else gaussian
    fixed <- coef(summary(fit))
    for (name in levels(data$condition)) {
      keep(set, model, name, fixed[paste0("condition", name), 1], fixed[paste0("condition", name), 2])
    }
    weights <- c(1, -1, 0) # correct - misclassified
    keep(set, model, "contrast", sum(weights * fixef(fit)), sqrt(drop(weights %*% as.matrix(vcov(fit)) %*% weights)))
    sds <- as.data.frame(VarCorr(fit))
    for (group in c("participant", "stimulus")) keep(set, model, group, sds$sdcor[sds$grp == group], NA)
    deviance <- if (model == "logistic") -2 * as.numeric(logLik(fit)) else REMLcrit(fit)
    keep(set, model, "deviance", deviance, NA)
  }
}
write.csv(format(rows, digits = 10, trim = TRUE), "lme4.csv", row.names = FALSE, quote = FALSE)
cat(R.version.string, "lme4", as.character(packageVersion("lme4")), "\n")
