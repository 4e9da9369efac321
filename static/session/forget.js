// After a withdrawal: what the rating page still kept on this device is deleted too, even where it is open in a tab.
indexedDB.deleteDatabase(`miburi-${document.getElementById("withdrawn").dataset.study}`);
