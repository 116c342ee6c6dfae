// Prints the claims of an article by source:
//
//   npm install
//   node extract.js ../articles/harbour-trial.txt [localhost:50051]
//
// The contract is read from proto/ when the program starts; nothing is generated.
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const grpc = require("@grpc/grpc-js");
const protoLoader = require("@grpc/proto-loader");

const PROTO_FOLDER = path.join(__dirname, "..", "..", "proto");
const DEADLINE_MS = 30_000;

function connect(address) {
  const definition = protoLoader.loadSync("whosaid/v1/claim_extraction_service.proto", {
    includeDirs: [PROTO_FOLDER],
    keepCase: true, // names as in the contract
    enums: String,
    defaults: true, // begin: 0 is there, too
    oneofs: true,
  });
  const { ClaimExtractionService } = grpc.loadPackageDefinition(definition).whosaid.v1;
  return new ClaimExtractionService(address, grpc.credentials.createInsecure(), {
    // Proxies of the environment cannot reach this machine's own services.
    "grpc.enable_http_proxy": /^(localhost|127\.|\[::1\])/.test(address) ? 0 : 1,
    "grpc.max_receive_message_length": 64 * 1024 * 1024,
  });
}

function extractClaims(client, article) {
  const request = {
    article,
    // JavaScript's strings count UTF-16 code units: text.slice(begin, end) fits.
    options: { offset_encoding: "OFFSET_ENCODING_UTF16" },
  };
  return new Promise((resolve, reject) => {
    const deadline = Date.now() + DEADLINE_MS;
    client.ExtractClaims(request, { deadline }, (error, response) => (error ? reject(error) : resolve(response)));
  });
}

function print(article, response) {
  for (const claim of response.claims) {
    // The last link of the chain is the claim's source; no link: the article itself.
    const source = claim.attributions.at(-1)?.source?.name ?? "the article";
    const evidence = claim.evidence
      .map(({ begin, end, part }) => (part === "PART_TITLE" ? article.title : article.text).slice(begin, end))
      .join(" … ");
    console.log(`${source}: ${claim.text}\n    “${evidence.replace(/\s+/g, " ")}”`);
  }
}

async function main([file, address = "localhost:50051"]) {
  if (!file) {
    throw new Error("usage: node extract.js FILE [HOST:PORT]");
  }
  const article = { id: path.parse(file).name, text: fs.readFileSync(file, "utf8"), title: "" };
  const client = connect(address);
  try {
    print(article, await extractClaims(client, article));
  } finally {
    client.close();
  }
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
