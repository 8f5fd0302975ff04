// Builds static/dist: bundled script and style under content-hashed names, the icons, and manifest.json.
// Does nothing when no input changed since the last build.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

const inputs = ["package-lock.json", "build.mjs", "icons.svg", ...walk("js"), ...walk("css")];
const stamp = hash(inputs.map((file) => file + hash(readFileSync(file))).join("\n"));
const stampFile = "dist/.stamp";

if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) {
  console.log("Front end: up to date");
} else {
  rmSync("dist", { recursive: true, force: true });
  mkdirSync("dist", { recursive: true });
  writeFileSync("dist/manifest.json", JSON.stringify({ ...(await bundle()), ...icons() }, null, 2));
  pack();
  writeFileSync(stampFile, stamp);
  console.log("Front end: built");
}

async function bundle() {
  const result = await build({
    entryPoints: ["js/app.js", "css/app.css"],
    bundle: true,
    minify: true,
    metafile: true,
    format: "esm",
    splitting: true,
    target: ["es2022", "chrome120", "firefox121", "safari17.5"],
    outdir: "dist",
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    logLevel: "warning",
  });
  const manifest = {};
  for (const [file, output] of Object.entries(result.metafile.outputs)) {
    if (output.entryPoint) manifest[basename(output.entryPoint)] = basename(file);
  }
  return manifest;
}

function icons() {
  const name = `icons-${hash(readFileSync("icons.svg")).slice(0, 8)}.svg`;
  cpSync("icons.svg", join("dist", name));
  return { "icons.svg": name };
}

// Beside each file, itself packed: the server only chooses.
function pack() {
  for (const path of walk("dist").filter((name) => /\.(js|css|svg)$/.test(name))) {
    const data = readFileSync(path);
    writeFileSync(`${path}.br`, brotliCompressSync(data));
    writeFileSync(`${path}.gz`, gzipSync(data, { level: 9 }));
  }
}

function walk(folder) {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? walk(path) : [path]))
    .filter((path) => !path.endsWith(".test.js"))
    .sort();
}

function hash(data) {
  return createHash("sha256").update(data).digest("hex");
}
