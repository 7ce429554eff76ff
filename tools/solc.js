#!/usr/bin/env node
// The Solidity compiler of package.json (WebAssembly), speaking as much of the native compiler's
// command line as forge and py-solc-x use: `--version`, and `--standard-json` with
// `--base-path`, `--include-path` and `--allow-paths`.
//
// The package's own `solcjs` does not serve: it reads standard input in one synchronous call, which
// fails on a pipe that is still empty, and it exits before a long answer has been written.
//
// `--serve SOCKET` keeps the compiler in memory and answers there; whoever starts this program with that
// socket in SOLC_SERVER asks it and saves the second that loading takes (`make mutate` compiles thousands
// of times).
"use strict";

const fs = require("fs");
const http = require("http");
const path = require("path");

const project = path.resolve(__dirname, "..");

/** Loads the compiler; half a second, so only when it is needed. */
function loadCompiler() {
  return require(require.resolve("solc", { paths: [project] }));
}

/** What the native compiler prints for `--version`, read from the package without loading it. */
function version() {
  const manifest = require.resolve("solc/package.json", { paths: [project] });
  const number = JSON.parse(fs.readFileSync(manifest, "utf8")).version;
  return [
    "solc, the solidity compiler commandline interface",
    `Version: ${number}+commit.${commit(number)}.Emscripten.clang`,
    "",
  ].join("\n");
}

/** The commit in the compiler's version, kept in a file so that `--version` need not load it. */
function commit(number) {
  const memory = path.join(project, "node_modules", ".solcx", `${number}.commit`);
  try {
    return fs.readFileSync(memory, "utf8");
  } catch {
    const found = /\+commit\.([0-9a-f]{8})/.exec(loadCompiler().version())[1];
    fs.mkdirSync(path.dirname(memory), { recursive: true });
    fs.writeFileSync(memory, found);
    return found;
  }
}

/** The options that matter; everything else the callers pass changes nothing here. */
function parse(words) {
  const options = { standardJson: false, version: false, folders: [], input: null, serve: null };
  const takesFolder = new Set(["--base-path", "--include-path"]);
  const takesValue = new Set(["--allow-paths", "--evm-version"]);
  for (let at = 0; at < words.length; at += 1) {
    const [name, given] = split(words[at]);
    const value = () => (given === null ? words[(at += 1)] : given);
    if (name === "--standard-json") options.standardJson = true;
    else if (name === "--version") options.version = true;
    else if (name === "--serve") options.serve = value();
    else if (takesFolder.has(name)) options.folders.push(value());
    else if (takesValue.has(name)) value();
    else if (name !== "-" && !name.startsWith("--")) options.input = name;
    else if (name !== "-") refuse(`option ${name} is not one this wrapper knows`);
  }
  return options;
}

function split(word) {
  const equals = word.indexOf("=");
  return word.startsWith("--") && equals > 0
    ? [word.slice(0, equals), word.slice(equals + 1)]
    : [word, null];
}

function refuse(reason) {
  process.stderr.write(`solc: ${reason}\n`);
  process.exit(1);
}

/**
 * Answers an import that the Standard JSON input does not carry. The project comes last: `ape
 * compile` works in a copy of it that has no node_modules.
 */
function importer(folders) {
  const roots = [...folders, project];
  return (name) => {
    for (const root of roots) {
      try {
        return { contents: fs.readFileSync(path.resolve(root, name), "utf8") };
      } catch {
        // Not in this folder: the next one may have it.
      }
    }
    return { error: `File not found: ${name}` };
  };
}

async function readAll(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}

/** What the compiler answers; imports that the input does not carry are looked for in the folders. */
function compile({ input, folders }) {
  return loadCompiler().compile(input, { import: importer(folders) });
}

/** Answers at the socket what is asked there, one compilation after the other. */
function serve(socket) {
  const server = http.createServer(async (request, response) => {
    response.end(compile(JSON.parse(await readAll(request))));
  });
  server.listen(socket);
}

function ask(socketPath, question) {
  return new Promise((resolve, reject) => {
    const request = http.request({ socketPath, method: "POST" }, (response) => resolve(readAll(response)));
    request.on("error", reject);
    request.end(JSON.stringify(question));
  });
}

async function main() {
  const options = parse(process.argv.slice(2));
  if (options.version) {
    process.stdout.write(version());
    return;
  }
  if (options.serve !== null) {
    serve(options.serve);
    return;
  }
  if (!options.standardJson) refuse("only --version and --standard-json are served");
  const input = options.input === null
    ? await readAll(process.stdin)
    : fs.readFileSync(options.input, "utf8");
  const folders = options.folders.length > 0 ? options.folders : [process.cwd()];
  const question = { input, folders: folders.map((folder) => path.resolve(folder)) };
  const server = process.env.SOLC_SERVER;
  const output = server ? await ask(server, question) : compile(question);
  // No process.exit afterwards: it would cut the answer at the pipe's 64 KB.
  process.stdout.write(output);
}

main().catch((error) => refuse(error.stack));
