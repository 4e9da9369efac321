# R's figures for what the tests compare, in base R only: choices.csv (a small study) and figures.csv.
# Rscript reference.R, in this folder.
rows <- data.frame()
keep <- function(name, values) {
  rows <<- rbind(rows, data.frame(name = paste0(name, if (length(values) > 1) paste0(".", seq_along(values)) else ""), value = values))
}

# p values corrected for their number
p <- c(0.01, 0.04, 0.03, 0.005, 0.2, 0.03, 0.9)
keep("holm", p.adjust(p, "holm"))
keep("bh", p.adjust(p, "BH"))

# Differences within pairs: Student's sleep data; depression scores of Hollander & Wolfe (1973), table 3.1
noncentral <- function(t, df) {
  solve_for <- function(share) uniroot(function(ncp) pt(t, df, ncp) - share, c(-30, 30), tol = 1e-12)$root
  c(solve_for(0.975), solve_for(0.025)) / sqrt(df + 1)
}
d <- with(sleep, extra[group == 1] - extra[group == 2])
keep("sleep.t", c(t.test(d)$conf.int, t.test(d)$p.value, mean(d) / sd(d), noncentral(t.test(d)$statistic, 9)))
hollander <- c(1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30) -
  c(0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29)
keep("hollander.wilcoxon", wilcox.test(hollander)$p.value)
cars <- with(mtcars, round(mpg - qsec))
keep("cars.wilcoxon", suppressWarnings(wilcox.test(cars, exact = FALSE, correct = TRUE)$p.value))

# Correlations: Spearman exact and by t, and within subjects by analysis of covariance (Bland & Altman 1995)
x <- c(44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2)
y <- c(2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8)
keep("tuna.spearman", c(cor(x, y, method = "spearman"), cor.test(x, y, method = "spearman", exact = TRUE)$p.value))
rho <- with(mtcars, cor(mpg, wt, method = "spearman"))
half <- qnorm(0.975) * sqrt((1 + rho^2 / 2) / (nrow(mtcars) - 3))
keep("cars.spearman", c(rho, suppressWarnings(with(mtcars, cor.test(mpg, wt, method = "spearman", exact = FALSE)))$p.value,
  tanh(atanh(rho) + c(-half, half))))
within <- function(id, x, y) {
  fit <- lm(y ~ factor(id) + x)
  table <- anova(fit)
  r <- unname(sign(coef(fit)["x"])) * sqrt(table["x", "Sum Sq"] / (table["x", "Sum Sq"] + table["Residuals", "Sum Sq"]))
  df <- fit$df.residual
  c(r, df, table["x", "Pr(>F)"], tanh(atanh(r) + c(-1, 1) * qnorm(0.975) / sqrt(df - 1)))
}
bland <- read.csv("bland.csv")
keep("bland.within", with(bland, within(subject, ph, paco2)))

# A small study: 12 raters, 4 emotions, 2 conditions, 3 clips each; drawn here
labels <- c("angry", "happy", "neutral", "sad")
set.seed(6)
design <- expand.grid(take = 1:3, intended = labels, condition = c("correct", "mean_latent"), stringsAsFactors = FALSE)
design$stimulus <- with(design, paste(condition, intended, take, sep = "-"))
design$probability_intended <- round(runif(nrow(design), 0.05, 0.95), 3)
design$predicted <- ifelse(runif(nrow(design)) < 0.6, design$intended, sample(labels, nrow(design), TRUE))
study <- do.call(rbind, lapply(sprintf("r%02d", 1:12), function(rater) {
  skill <- runif(1, 0.2, 0.8)
  pace <- rnorm(1, 8.2, 0.2)
  right <- runif(nrow(design)) < skill * ifelse(design$condition == "correct", 1, 0.6)
  chosen <- ifelse(right, design$intended, sample(c(labels, "happy"), nrow(design), TRUE))
  data.frame(participant = rater, design[, -1], chosen, correct = chosen == design$intended,
    rt_ms = round(exp(rnorm(nrow(design), pace, 0.4))), rating_strength = sample(1:7, nrow(design), TRUE))
}))
study <- study[-c(5, 17, 100, 101, 102, 200), ] # not every rater answered everything
write.csv(study, "choices.csv", row.names = FALSE, quote = FALSE)
study$intended <- factor(study$intended, labels)
study$chosen <- factor(study$chosen, labels)

# H_u of each rater, with Hall's (1992) skewness-corrected t interval; hits against chance by Mantel and Haenszel
hall <- function(x) {
  n <- length(x)
  se <- sd(x) / sqrt(n)
  skewness <- sum((x - mean(x))^3) / (n - 1)^3 / se^3
  back <- function(q) 3 / skewness * (sign(1 + skewness * (q - skewness / 6)) * abs(1 + skewness * (q - skewness / 6))^(1 / 3) - 1)
  mean(x) - se * back(qt(c(0.975, 0.025), n - 1))
}
per_rater <- lapply(split(study, study$participant), function(own) table(own$intended, own$chosen))
for (label in labels) {
  rates <- sapply(per_rater, function(m) if (sum(m[, label])) m[label, label]^2 / (sum(m[label, ]) * sum(m[, label])) else 0)
  chances <- sapply(per_rater, function(m) sum(m[label, ]) * sum(m[, label]) / sum(m)^2)
  told <- table(study$intended == label, study$chosen == label, study$participant)
  keep(paste0("unbiased.", label), c(mean(rates), pmin(pmax(hall(rates), 0), 1), mean(chances),
    mantelhaen.test(told, correct = FALSE)$p.value))
  shares <- sapply(per_rater, function(m) sum(m[, label]) / sum(m))
  keep(paste0("bias.", label), c(sum(study$chosen == label) / nrow(study), t.test(shares, mu = 1 / 4)$p.value))
}

# Information transmitted: G / (2 N ln 2), its first bias term, and a jackknife over raters
bits <- function(m) loglin(m, list(1, 2), print = FALSE)$lrt / (2 * sum(m) * log(2))
bias <- function(m) (sum(m > 0) - sum(rowSums(m) > 0) - sum(colSums(m) > 0) + 1) / (2 * sum(m) * log(2))
whole <- Reduce(`+`, per_rater)
left_out <- sapply(per_rater, function(m) bits(whole - m) - bias(whole - m))
half <- qt(0.975, 11) * sqrt(11 / 12 * sum((left_out - mean(left_out))^2))
corrected <- bits(whole) - bias(whole)
q <- rowSums(whole) / sum(whole)
keep("information", c(bits(whole), corrected, corrected - half, corrected + half, -sum(q * log2(q))))
hair <- apply(HairEyeColor, 1:2, sum)
keep("hair.information", c(bits(hair), bits(hair) - bias(hair)))

# People's confusions and the recogniser's: each clip counts once
clips <- unique(study[, c("stimulus", "condition", "intended", "predicted", "probability_intended")])
shares <- prop.table(table(study$stimulus, study$chosen), 1)[clips$stimulus, ]
people <- t(sapply(labels, function(label) colMeans(shares[clips$intended == label, ])))
machine <- prop.table(table(clips$intended, factor(clips$predicted, labels)), 1)
off <- row(people) != col(people)
kl <- function(a, b) sum(ifelse(a > 0, a * log2(a / b), 0))
js <- sapply(labels, function(label) {
  a <- people[label, ]; b <- machine[label, ]
  (kl(a, (a + b) / 2) + kl(b, (a + b) / 2)) / 2
})
orders <- unique(as.matrix(expand.grid(1:4, 1:4, 1:4, 1:4)))
orders <- orders[apply(orders, 1, function(o) length(unique(o)) == 4), ]
found <- cor(people[off], machine[off])
permuted <- apply(orders, 1, function(o) cor(people[off], machine[o, o][off]))
keep("similarity", c(cor(c(people), c(machine)), found, mean(abs(permuted) >= abs(found) - 1e-9), mean(js)))
keep("divergence", js)
accuracy <- tapply(study$correct, study$stimulus, mean)[clips$stimulus]
line <- lm(accuracy ~ clips$probability_intended)
# Slope and r with rater, clip and answer left out in turn, and Hall's skewness-corrected t interval of these
crossed <- function(statistic) {
  parts <- lapply(list(study$participant, study$stimulus, seq_len(nrow(study))), function(unit) {
    left <- sapply(unique(unit), function(own) statistic(study[unit != own, ]))
    n <- length(left)
    apart <- mean(left) - left
    c((n - 1) * (mean(left) - statistic(study)), (n - 1) / n * sum(apart^2), sum(apart^3), n - 1)
  })
  bias <- parts[[1]][1] + parts[[2]][1] - parts[[3]][1]
  se <- sqrt(max(parts[[1]][2] + parts[[2]][2] - parts[[3]][2], parts[[1]][2], parts[[2]][2]))
  skewness <- (parts[[1]][3] + parts[[2]][3]) / se^3
  y <- 1 + skewness * (qt(c(0.975, 0.025), min(parts[[1]][4], parts[[2]][4])) - skewness / 6)
  statistic(study) - bias - se * 3 / skewness * (sign(y) * abs(y)^(1 / 3) - 1)
}
per_clip <- function(own) {
  x <- tapply(own$probability_intended, own$stimulus, mean)
  y <- tapply(own$correct, own$stimulus, mean)
  c(cov(x, y) / var(x), atanh(cor(x, y)))
}
keep("alignment", c(cor(accuracy, clips$probability_intended), coef(line)[2], crossed(function(own) per_clip(own)[1]),
  tanh(crossed(function(own) per_clip(own)[2]))))

# Response times
keep("rt", c(median(study$rt_ms), quantile(study$rt_ms, c(0.25, 0.75)), mean(study$rt_ms, trim = 0.2)))
logs <- tapply(log(study$rt_ms), study$participant, mean)
keep("rt.geometric", exp(c(mean(logs), t.test(logs)$conf.int)))
by_condition <- tapply(log(study$rt_ms), list(study$participant, study$condition), mean)
test <- t.test(by_condition[, "correct"], by_condition[, "mean_latent"], paired = TRUE)
keep("rt.contrast", c(exp(test$estimate), exp(test$conf.int), test$p.value))
keep("rt.within", with(study, within(participant, log(rt_ms), as.numeric(correct))))
ranked <- ave(study$rt_ms, study$participant, FUN = rank)
keep("rt.within.ranks", with(study, within(participant, ranked, as.numeric(correct))))
fastest <- sapply(split(study, study$participant), function(own) {
  own <- own[order(own$rt_ms), ]
  bin <- floor((seq_len(nrow(own)) - 1) * 5 / nrow(own))
  c(mean(own$rt_ms[bin == 0]), sum(own$correct[bin == 0]), sum(bin == 0))
})
keep("rt.fastest", c(mean(fastest[1, ]), sum(fastest[2, ]) / sum(fastest[3, ]), sum(fastest[3, ])))

# Mean rating with standard error clustered by rater
own <- study[study$condition == "correct", ]
fit <- lm(rating_strength ~ 1, own)
scores <- tapply(residuals(fit), own$participant, sum)
se <- sqrt(12 / 11 * sum(scores^2)) / nrow(own)
keep("rating", c(coef(fit), sd(own$rating_strength), coef(fit) + c(-1, 1) * qt(0.975, 11) * se))

write.csv(data.frame(name = rows$name, value = format(rows$value, digits = 12, trim = TRUE)), "figures.csv",
  row.names = FALSE, quote = FALSE)
cat(R.version.string, "\n")
