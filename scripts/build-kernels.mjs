// Compiles src/array/kernels/assembly (AssemblyScript) to src/array/kernels/module.ts: the module as base64.
import { Buffer } from "node:buffer";
import { writeFileSync } from "node:fs";
import asc from "assemblyscript/asc";

const { error, stdout, stderr } = await asc.main(
  [
    "src/array/kernels/assembly/index.ts",
    "-O3",
    "--converge",
    "--noAssert",
    "--runtime=stub",
    "--enable=simd",
    "--outFile=module.wasm",
  ],
  {
    writeFile: (_name, contents) => {
      const base64 = Buffer.from(contents).toString("base64");
      const text = `// Made by \`npm run build\` from assembly/index.ts.\nexport const moduleBase64 =\n  "${base64}";\n`;
      writeFileSync("src/array/kernels/module.ts", text);
      console.log(`${contents.length} bytes of WebAssembly`);
    },
  },
);
if (error) {
  console.error(stderr.toString(), stdout.toString());
  throw error;
}
