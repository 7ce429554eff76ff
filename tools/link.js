#!/usr/bin/env node
// Puts the compiler and Foundry's tools where the others look for them; run once after `npm ci`.
//
// - node_modules/.solcx/solc-v<version> is where py-solc-x, and so Ape, finds the compiler
//   (SOLCX_BINARY_PATH names the folder).
// - node_modules/.bin/{anvil,cast,forge} become the real programs. npm links a Node wrapper there,
//   which starts slower and, when it is killed, leaves its Anvil running.
"use strict";

const fs = require("fs");
const path = require("path");

const project = path.resolve(__dirname, "..");
const modules = path.join(project, "node_modules");

function link(target, at) {
  fs.mkdirSync(path.dirname(at), { recursive: true });
  fs.rmSync(at, { force: true });
  fs.symlinkSync(path.relative(path.dirname(at), target), at);
}

/** The folder of `tool`'s program for this machine, or null where Foundry offers none. */
function programOf(tool) {
  const scope = path.join(modules, "@foundry-rs");
  const name = process.platform === "win32" ? `${tool}.exe` : tool;
  const found = fs
    .readdirSync(scope)
    .filter((folder) => folder.startsWith(`${tool}-`))
    .map((folder) => path.join(scope, folder, "bin", name))
    .find((program) => fs.existsSync(program));
  return found || null;
}

const solc = JSON.parse(fs.readFileSync(path.join(modules, "solc", "package.json"), "utf8"));
link(path.join(__dirname, "solc.js"), path.join(modules, ".solcx", `solc-v${solc.version}`));

for (const tool of ["anvil", "cast", "forge"]) {
  const program = programOf(tool);
  if (program !== null) link(program, path.join(modules, ".bin", tool));
  else process.stderr.write(`link: no ${tool} for ${process.platform}-${process.arch} in npm's packages\n`);
}
