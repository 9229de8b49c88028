// Compile every Python file of a folder with the Python of Pyodide, which is the one that will read the bytecode.
//
//     node python_page.mjs PYODIDE FOLDER packages
//     node python_page.mjs PYODIDE FOLDER nnlib
//
// Only the bytecode stays, of nnlib with its docstrings, of the packages without them, which are a quarter of it.

import path from "node:path";
import { pathToFileURL } from "node:url";

const [pyodide, folder, what] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(path.join(pyodide, "pyodide.mjs")));
// the order of a set is in the bytecode: with a fixed seed two runs give the same bytes
const env = { HOME: "/home/pyodide", PYTHONHASHSEED: "0", PYTHONDONTWRITEBYTECODE: "1", MPLBACKEND: "agg" };
const python = await loadPyodide({ indexURL: path.resolve(pyodide), env });
python.FS.mkdirTree("/folder");
python.mountNodeFS("/folder", path.resolve(folder));
python.globals.set("what", what);
python.runPython(`
import json
import sys
from pathlib import Path
from py_compile import PycInvalidationMode, compile

folder = Path("/folder")
if what == "packages":
    # Pyodide's Matplotlib keeps its list of fonts beside itself; made at every start, it would take a third of a second
    sys.path.insert(0, str(folder))
    import matplotlib.font_manager

    fonts = folder / "matplotlib/fontlist.json"
    known = json.loads(fonts.read_text())
    known["ttflist"].sort(key=lambda font: font["fname"])
    fonts.write_text(json.dumps(known))

for source in sorted(folder.rglob("*.py")):
    shown = f"/lib/python3.12/site-packages/{source.relative_to(folder)}"
    # NumPy puts the docstrings of one file into functions written in C and cannot do without them
    documented = what == "nnlib" or source.match("numpy/_core/multiarray.py")
    optimize = 0 if documented else 2
    compile(source, source.with_suffix(".pyc"), shown, True, optimize, PycInvalidationMode.UNCHECKED_HASH)
    source.unlink()
`);
