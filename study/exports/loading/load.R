# Loads this dataset with base R: Rscript load.R, or source("load.R"); tables <- load_tables()

load_tables <- function(folder = NULL) {
  if (is.null(folder)) {
    file <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
    folder <- if (length(file)) file.path(dirname(file), "..", "data") else file.path("..", "data")
  }
  files <- sort(list.files(folder, pattern = "_data[.]csv$", full.names = TRUE))
  names <- sub("^study-[A-Za-z0-9]+(_description-)?", "", sub("_data[.]csv$", "", basename(files)))
  # Empty is missing; "NA" is not, since it is the code of Namibia.
  tables <- lapply(files, read.csv, na.strings = "", encoding = "UTF-8", check.names = FALSE)
  tables <- lapply(tables, function(table) {
    table[] <- lapply(table, function(x) if (all(x %in% c("true", "false", NA))) x == "true" else x)
    table
  })
  setNames(tables, ifelse(names == "", "responses", names))
}

if (!interactive()) {
  tables <- load_tables()
  for (name in names(tables)) cat(name, ": ", nrow(tables[[name]]), " rows\n", sep = "")
  analysed <- subset(tables$responses, !excluded)
  if (nrow(analysed)) print(aggregate(correct ~ condition, data = analysed, FUN = mean))
}
