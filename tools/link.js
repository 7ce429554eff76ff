#!/usr/bin/env node
// Puts the compiler and Foundry's tools where the others look for them; run once after `npm ci`.
//
// - node_modules/.solcx/solc-v<version> is where py-solc-x, and so Ape, finds the compiler
//   (SOLCX_BINARY_PATH names the folder).
// - node_modules/.bin/{anvil,cast,forge} are the real programs, from the packages of each machine.
//   Foundry's own wrapper packages are not used: they start Node first and, when they are killed,
//   leave their Anvil running; nor do all the packages they name exist, so `npm ci` refuses them.
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

/** `tool`'s program for this machine, or null where npm's packages have none. */
function programOf(tool) {
  const packages = path.join(modules, "@foundry-rs");
  const folders = fs.existsSync(packages) ? fs.readdirSync(packages) : [];
  const found = folders
    .filter((folder) => folder.startsWith(`${tool}-`))
    .map((folder) => path.join(packages, folder, "bin", tool))
    .find((program) => fs.existsSync(program));
  return found || null;
}

const solc = JSON.parse(fs.readFileSync(path.join(modules, "solc", "package.json"), "utf8"));
link(path.join(__dirname, "solc.js"), path.join(modules, ".solcx", `solc-v${solc.version}`));

for (const tool of ["anvil", "cast", "forge"]) {
  const program = programOf(tool);
  if (program !== null) {
    link(program, path.join(modules, ".bin", tool));
  } else {
    process.stderr.write(
      `npm's packages have no ${tool} for ${process.platform}-${process.arch}.\n` +
        "hint: install Foundry 1.7.1 by hand; the one on PATH is used.\n",
    );
  }
}
