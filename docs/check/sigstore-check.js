// Checks a .tlog-proof with the checkpoint and Merkle code of npm's @sigstore/verify: code that the appliance's makers did not write.
// What is ours here is the glue that takes the file apart.
//
//   node sigstore-check.js KEY FILE.tlog-proof ENTRY
//
// Exit code 0: good. 1: not good, with a sentence.
'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const { verifyCheckpoint } = require('@sigstore/verify/dist/tlog/checkpoint.js');
const { verifyMerkleInclusion } = require('@sigstore/verify/dist/tlog/merkle.js');

function check(key, proofFile, entryFile) {
  const [name, id, ...rest] = key.split('+');
  const typed = Buffer.from(rest.join('+'), 'base64');
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), typed.subarray(1)]);
  const tlog = {
    logID: Buffer.from(id, 'hex'),
    baseURL: name,
    publicKey: crypto.createPublicKey({ key: spki, format: 'der', type: 'spki' }),
  };

  const text = fs.readFileSync(proofFile, 'utf8');
  const cut = text.indexOf('\n\n');
  const lines = text.slice(0, cut).split('\n');
  if (cut < 0 || lines[0] !== 'c2sp.org/tlog-proof@v1' || !lines[1]?.startsWith('index ')) throw new Error('not a tlog-proof');
  const entry = {
    canonicalizedBody: fs.readFileSync(entryFile),
    inclusionProof: {
      logIndex: lines[1].slice('index '.length),
      hashes: lines.slice(2).map((line) => Buffer.from(line, 'base64')),
      checkpoint: { envelope: text.slice(cut + 2) },
    },
  };
  const checkpoint = verifyCheckpoint(entry, [tlog]);
  if (checkpoint.origin !== name) throw new Error('the checkpoint is of another log');
  verifyMerkleInclusion(entry, checkpoint);
}

try {
  check(...process.argv.slice(2));
  console.log('GOOD');
} catch (failure) {
  console.log('BAD:', failure.message);
  process.exitCode = 1;
}
