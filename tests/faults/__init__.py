"""Nothing lost, nothing doubled: raters on a faulty line, and a server that is killed again and again."""
