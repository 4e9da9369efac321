# Loads this dataset with base R: Rscript load.R, or source("load.R"); tables <- load_tables()

# The folder of this file, run or sourced from anywhere.
load_folder <- local({
  sourced <- unlist(lapply(sys.frames(), function(frame) frame$ofile))
  run <- sub("^--file=", "", grep("^--file=", commandArgs(), value = TRUE))
  file <- tail(c(run, sourced), 1)
  if (length(file) && file.exists(file)) dirname(normalizePath(file)) else getwd()
})

load_tables <- function(folder = file.path(load_folder, "..", "data")) {
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

if (!interactive() && sys.nframe() == 0) {
  tables <- load_tables()
  for (name in names(tables)) cat(name, ": ", nrow(tables[[name]]), " rows\n", sep = "")
  analysed <- subset(tables$responses, !excluded)
  if (nrow(analysed)) print(aggregate(correct ~ condition, data = analysed, FUN = mean))
}
