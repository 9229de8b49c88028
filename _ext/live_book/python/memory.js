// Python's memory, kept in the reader's browser. After the first start another worker (keep.js) starts Python as well,
// draws once, and keeps what its memory then holds: every module imported and every cache filled. The next start copies
// this into a new Python instead of doing it all again.
//
// Pyodide can do that with its own memory. NumPy and Matplotlib add libraries of WebAssembly; the memory holds addresses
// of their data and numbers of their functions, which stand in one table. So before the memory is copied, the libraries
// are loaded in the same order, each to the same places. Where anything differs, this says so, and Python starts as usual.

import BOOK from "./version.js";

// What a browser can do shows in the table of functions, so another version of it begins anew as well.
const VERSIONS = JSON.stringify([BOOK, navigator.userAgent]);

// Of the record that Python has of a library: the addresses of three fields, from that of the record, its handle.
const [LOADED, DATA, TABLE] = [8, 12, 20];

const store = () => caches.open("neural-networks-live"); // fails where a browser keeps nothing: callers expect it
const place = (base) => new URL("memory", base).href;

// What is kept at this address: undefined where nothing can be, {} where nothing is of use, {versions} where it is known
// that no memory can be used, else {versions, libraries, table, sizes, blob}.
export async function find(base) {
  try {
    const answer = await (await store()).match(place(base));
    const kept = JSON.parse(answer?.headers.get("kept") ?? "{}");
    return kept.versions === VERSIONS ? { ...kept, blob: () => answer.blob() } : {};
  } catch {
    return undefined;
  }
}

// The memory that was found, and the archives.
export async function read({ sizes, blob }) {
  const whole = await blob();
  if (whole.size !== sizes.reduce((sum, size) => sum + size)) throw new Error("the memory is not whole");
  let at = 0;
  const parts = sizes.map((size) => whole.slice(at, (at += size)).arrayBuffer());
  const [image, ...archives] = (await Promise.all(parts)).map((part) => new Uint8Array(part));
  return { image, archives };
}

async function put(base, kept, ...parts) {
  const headers = { kept: JSON.stringify({ ...kept, versions: VERSIONS }) };
  await (await store()).put(place(base), new Response(new Blob(parts), { headers })); // all of it or nothing
}

const digest = async (content) =>
  Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", content)), (byte) => byte.toString(16).padStart(2, "0")).join("");

// Keep the memory of a Python that has started with {_makeSnapshot: true}, and the archives of its files.
export async function keep(base, python, archives) {
  const { LDSO, HEAPU32, wasmTable, freeTableIndexes, FS } = python._module;
  // a file that is open, or a gap in the table, cannot be made again
  if (FS.streams.filter(Boolean).length > 3 || freeTableIndexes.length) return renounce(base);
  // a file of another version of the book, out of some cache on the way, must not be kept as this one's
  if (String(await Promise.all(archives.map(digest))) !== String(BOOK.archives)) return;
  const image = python.makeMemorySnapshot();
  const libraries = Object.entries(LDSO.loadedLibsByHandle)
    .map(([handle, { name }]) => ({ handle: Number(handle), name }))
    .filter(({ handle }) => handle) // 0 is Python itself
    .map(({ handle, name }) => ({ handle, name, data: HEAPU32[(handle + DATA) / 4], table: HEAPU32[(handle + TABLE) / 4] }))
    .sort((one, other) => one.table - other.table); // the order in which they were loaded
  const sizes = [image, ...archives].map(({ length }) => length);
  await put(base, { libraries, table: wasmTable.length, sizes }, image, ...archives);
}

// The memory is of no use: from now on, until a file or the browser is another, keep only that.
export async function renounce(base) {
  await put(base, {}).catch(() => {});
}

// Start a Python that is made of `core`, its own WebAssembly, and of these libraries, compiled, in the places that the
// memory knows. `load` is to call Pyodide with the options that it gets.
export function remember({ libraries, table, image }, core, compiled, load) {
  const create = globalThis._createPyodideModule;
  function place(python) {
    const { HEAP8, HEAPU32, wasmTable, freeTableIndexes } = python;
    const own = python.getEmptyTableSlot(); // of a function that Python adds when it begins: here that comes later
    const record = HEAP8.length - 64; // overwritten by the memory
    HEAP8[record + LOADED] = 1;
    libraries.forEach(({ handle, name, data, table: first }, i) => {
      if (wasmTable.length !== first) throw new Error(`${name} gets another place`);
      [HEAPU32[(record + DATA) / 4], HEAPU32[(record + TABLE) / 4]] = [data, first];
      const library = Object.assign(python.newDSO(name, handle, "loading"), { refcount: 1, global: false });
      library.exports = python.loadWebAssemblyModule(compiled[i], { loadAsync: false }, name, {}, record);
    });
    freeTableIndexes.push(own);
    if (wasmTable.length !== table) throw new Error("the table of functions is another");
  }
  return new Promise((done, failed) => {
    globalThis._createPyodideModule = (settings) => {
      // Pyodide waits for ever if one of these fails, so that is told here
      settings.preRun.unshift((python) => {
        try {
          place(python);
        } catch (error) {
          failed(error);
          throw error;
        }
      });
      settings.instantiateWasm = (imports, finish) => {
        WebAssembly.instantiate(core, imports).then((instance) => finish(instance, core)).catch(failed);
        return {};
      };
      return create(settings);
    };
    load({ _loadSnapshot: image }).then(done, failed);
  }).finally(() => (globalThis._createPyodideModule = create));
}
