// The files of a drop, whole folders with them: [{file, path, handle}]. The path is empty for what lies in no folder.
export async function gather(transfer) {
  const entries = [...transfer.items].filter((item) => item.kind === "file").map((item) => ({
    entry: item.webkitGetAsEntry?.(),
    handle: item.getAsFileSystemHandle?.().catch(() => null), // asked for at once: later there is nothing to ask
    file: item.getAsFile(),
  }));
  const found = await Promise.all(entries.map(({ entry, handle, file }) => (entry?.isDirectory ? inside(entry) : [{ file, path: "", handle }])));
  return found.flat().filter(({ file }) => file);
}

// The files of a picker; one that picks folders says where each lies.
export function picked(list) {
  return [...list].map((file) => ({ file, path: file.webkitRelativePath ?? "" }));
}

// What was pasted, named by the moment: every picture from the clipboard is called image.png.
export function pasted(transfer, name) {
  return [...transfer.files].map((file) => {
    const ending = file.name.includes(".") ? file.name.split(".").at(-1) : "png";
    const fresh = /^image\.\w+$/.test(file.name) ? new File([file], `${name}.${ending}`, { type: file.type, lastModified: Date.now() }) : file;
    return { file: fresh, path: "" };
  });
}

async function inside(folder) {
  const found = [];
  for (const entry of await listed(folder)) {
    if (entry.isDirectory) found.push(...(await inside(entry)));
    else found.push({ file: await opened(entry), path: entry.fullPath.slice(1) });
  }
  return found;
}

// A browser gives a hundred at a time, until it gives none.
async function listed(folder) {
  const [reader, found] = [folder.createReader(), []];
  for (;;) {
    const some = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (!some.length) return found;
    found.push(...some);
  }
}

function opened(entry) {
  return new Promise((resolve) => entry.file(resolve, () => resolve(null)));
}
