// The study's IndexedDB on this device: `items` wait to be sent, `holder` names the tab that may add.
const OPEN_MS = 3000; // a browser that never answers counts as one that has none

/** Rejects where there is none: private windows, blocked storage, a full disk. */
export function openDatabase(name) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("IndexedDB does not answer")), OPEN_MS);
    const request = indexedDB.open(`miburi-${name}`, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("items", { keyPath: "id", autoIncrement: true });
      request.result.createObjectStore("holder");
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const database = request.result;
      database.onversionchange = () => database.close(); // whoever deletes or renews it is not kept waiting
      resolve(database);
    };
  });
}

/** A transaction on all of it: no two of them ever overlap. */
export function begin(database) {
  return database.transaction(["items", "holder"], "readwrite", { durability: "strict" });
}

/** Resolves when `transaction` is on the disk. */
export function committed(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error ?? new DOMException("aborted", "AbortError"));
  });
}
