// Python's memory, kept in the reader's browser. After the first start another worker (keep.js) starts Python as well,
// draws once, and keeps what its memory then holds: every module imported and every cache filled. The next start copies
// this into a new Python instead of doing it all again.
//
// Pyodide can do that with its own memory. NumPy and Matplotlib add libraries of WebAssembly; the memory holds addresses
// of their data and numbers of their functions, which stand in one table. So before the memory is copied, the libraries
// are loaded in the same order, each to the same places. Where anything differs, this says so, and Python starts as usual.

import VERSION from "./version.js";

const VERSIONS = JSON.stringify([VERSION, navigator.userAgent]); // what a browser can do shows in the table of functions

// Of the record that Python has of a library: the addresses of four fields, from that of the record, its handle.
const [LOADED, DATA, TABLE] = [8, 12, 20];

const store = async () => caches.open("neural-networks-live");
const place = (base) => new URL("memory", base).href;

// What is kept at this address: {libraries, table, config, image, archives}; undefined if there is nothing of use.
export async function recall(base) {
  try {
    const answer = await (await store()).match(place(base));
    const kept = JSON.parse(answer?.headers.get("kept") ?? "null");
    if (kept?.versions !== VERSIONS || !kept.sizes) return undefined;
    const whole = await answer.blob();
    if (whole.size !== kept.sizes.reduce((sum, size) => sum + size)) return undefined;
    let at = 0;
    const parts = kept.sizes.map((size) => whole.slice(at, (at += size)).arrayBuffer());
    const [image, ...archives] = (await Promise.all(parts)).map((part) => new Uint8Array(part));
    return { ...kept, image, archives };
  } catch {
    return undefined; // a private window, a full disk: then there is nothing
  }
}

// Whether a worker should keep the memory: nothing is kept yet, and it is not known that it cannot be used here.
export async function wanted(base) {
  try {
    const answer = await (await store()).match(place(base));
    return JSON.parse(answer?.headers.get("kept") ?? "null")?.versions !== VERSIONS;
  } catch {
    return false;
  }
}

async function put(base, kept, ...parts) {
  const headers = { kept: JSON.stringify({ ...kept, versions: VERSIONS }) };
  await (await store()).put(place(base), new Response(new Blob(parts), { headers })); // all of it or nothing
}

// Keep the memory of a Python that has started with {_makeSnapshot: true}, and the archives of its files.
export async function keep(base, python, archives) {
  const { LDSO, HEAPU32, wasmTable, freeTableIndexes, FS } = python._module;
  // a file that is open, or a gap in the table, cannot be made again
  if (FS.streams.filter(Boolean).length > 3 || freeTableIndexes.length) throw new Error("this memory cannot be kept");
  const image = python.makeMemorySnapshot();
  const libraries = Object.entries(LDSO.loadedLibsByHandle)
    .map(([handle, { name }]) => ({ handle: Number(handle), name }))
    .filter(({ handle }) => handle) // 0 is Python itself
    .map(({ handle, name }) => ({ handle, name, data: HEAPU32[(handle + DATA) / 4], table: HEAPU32[(handle + TABLE) / 4] }))
    .sort((one, other) => one.table - other.table); // the order in which they were loaded
  const sizes = [image, ...archives].map(({ length }) => length);
  await put(base, { libraries, table: wasmTable.length, sizes }, image, ...archives);
}

// The memory is of no use: keep only that.
export async function renounce(base) {
  try {
    await put(base, {});
  } catch {}
}

// Let the next Python of `loadPyodide` be made of `core`, its own WebAssembly, and have these libraries, compiled, in the
// places that the memory knows. Return what `loadPyodide` needs to start from the memory.
export function remembering({ libraries, table, image }, core, compiled) {
  const create = globalThis._createPyodideModule;
  function load(python) {
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
  globalThis._createPyodideModule = (settings) => {
    globalThis._createPyodideModule = create;
    settings.preRun.unshift(load);
    settings.instantiateWasm = (imports, done) => {
      WebAssembly.instantiate(core, imports).then((instance) => done(instance, core));
      return {};
    };
    return create(settings);
  };
  return { _loadSnapshot: image };
}
