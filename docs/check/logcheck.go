// logcheck checks an evidence log with golang.org/x/mod/sumdb (note and tlog): code that the appliance's makers did not write.
// What is ours here is the glue: paths, entry bundles, and reading three lines of text.
//
//	logcheck -key KEY -log FOLDER_OR_URL [-old CHECKPOINT]
//	logcheck -key KEY -proof FILE.tlog-proof -entry FILE
//
// Exit code 0: good. 1: not good, with a sentence.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

type tree struct {
	size int64
	root tlog.Hash
}

func main() {
	key := flag.String("key", "", "verification key of the log")
	log := flag.String("log", "", "folder or URL of the log")
	old := flag.String("old", "", "a checkpoint that was kept elsewhere")
	proof := flag.String("proof", "", "a .tlog-proof file")
	entry := flag.String("entry", "", "file with the entry's bytes")
	flag.Parse()
	verifier, err := note.NewVerifier(*key)
	if err == nil && *proof != "" {
		err = checkProof(verifier, *proof, *entry)
	} else if err == nil {
		err = checkLog(verifier, *log, *old)
	}
	if err != nil {
		fmt.Println("BAD:", err)
		os.Exit(1)
	}
	fmt.Println("GOOD")
}

// open verifies a checkpoint's signature and reads its three lines.
func open(verifier note.Verifier, text []byte) (tree, error) {
	opened, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return tree{}, errors.New("the note is not a checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tree{size, root}, err
}

func checkLog(verifier note.Verifier, log, old string) error {
	text, err := read(log, "checkpoint")
	if err != nil {
		return err
	}
	head, err := open(verifier, text)
	if err != nil {
		return err
	}

	// Every entry, from its own bytes.
	var stored []tlog.Hash
	own := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			if index >= int64(len(stored)) {
				return nil, errors.New("a hash beyond the log was asked for")
			}
			out[i] = stored[index]
		}
		return out, nil
	})
	for n := int64(0); n < head.size; n += 256 {
		entries, err := bundle(log, n/256, min(256, head.size-n))
		if err != nil {
			return err
		}
		for i, data := range entries {
			hashes, err := tlog.StoredHashes(n+int64(i), data, own)
			if err != nil {
				return err
			}
			stored = append(stored, hashes...)
		}
	}
	root, err := tlog.TreeHash(head.size, own)
	if err != nil {
		return err
	}
	if root != head.root {
		return errors.New("the entries do not give the root that was signed")
	}

	// Every served hash, and inclusion proofs made from the served tiles alone.
	tiles := tlog.TileHashReader(tlog.Tree{N: head.size, Hash: head.root}, reader{log})
	for _, tile := range tlog.NewTiles(tileHeight, 0, head.size) {
		// Older versions of the library list every width that a partial tile once had.
		if tile.W < 256 && int64(tile.W) != head.size>>(tileHeight*tile.L)-tile.N<<tileHeight {
			continue
		}
		data, err := tlog.ReadTileData(tile, own)
		if err != nil {
			return err
		}
		served, err := read(log, servedPath(tile))
		if err != nil {
			return err
		}
		if !bytes.Equal(data, served) {
			return fmt.Errorf("%s is not what the entries give", servedPath(tile))
		}
	}
	for n := int64(0); n < head.size; n += 1 + head.size/50 {
		proof, err := tlog.ProveRecord(head.size, n, tiles)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, head.size, head.root, n, stored[tlog.StoredHashIndex(0, n)]); err != nil {
			return fmt.Errorf("entry %d: %v", n, err)
		}
	}
	fmt.Printf("%d entries give the signed root\n", head.size)
	if old == "" {
		return nil
	}
	return checkOld(verifier, old, head, tiles)
}

func checkOld(verifier note.Verifier, file string, head tree, tiles tlog.HashReader) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	before, err := open(verifier, text)
	if err != nil {
		return err
	}
	if before.size > head.size {
		return fmt.Errorf("the log had %d entries once, and has %d now", before.size, head.size)
	}
	proof, err := tlog.ProveTree(head.size, before.size, tiles)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(proof, head.size, head.root, before.size, before.root); err != nil {
		return fmt.Errorf("the log does not begin with the %d entries of the older checkpoint: %v", before.size, err)
	}
	fmt.Printf("it begins with the %d entries of the older checkpoint\n", before.size)
	return nil
}

func checkProof(verifier note.Verifier, file, entry string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(entry)
	if err != nil {
		return err
	}
	parts := strings.SplitN(string(text), "\n\n", 2)
	lines := strings.Split(parts[0], "\n")
	if len(parts) != 2 || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "index ") {
		return errors.New("not a tlog-proof")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(hash) != tlog.HashSize {
			return errors.New("not a hash")
		}
		proof = append(proof, *(*tlog.Hash)(hash))
	}
	head, err := open(verifier, []byte(parts[1]))
	if err != nil {
		return err
	}
	if index >= head.size {
		return errors.New("the index is beyond the log")
	}
	return tlog.CheckRecord(proof, head.size, head.root, index, tlog.RecordHash(data))
}

// reader serves tlog's tile reader. Its tiles carry their height in front; those of tlog-tiles all have height 8 and do not say so.
type reader struct{ log string }

func (r reader) Height() int { return tileHeight }

func (r reader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	out := make([][]byte, len(tiles))
	for i, tile := range tiles {
		data, err := read(r.log, servedPath(tile))
		if err != nil {
			return nil, err
		}
		out[i] = data
	}
	return out, nil
}

func (r reader) SaveTiles([]tlog.Tile, [][]byte) {}

func servedPath(tile tlog.Tile) string {
	return "tile/" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight))
}

func bundle(log string, index, width int64) ([][]byte, error) {
	path := servedPath(tlog.Tile{H: tileHeight, L: 0, N: index, W: int(width)})
	data, err := read(log, "tile/entries/"+strings.TrimPrefix(path, "tile/0/"))
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(data) > 0 {
		if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
			return nil, errors.New("an entry bundle ends in the middle of an entry")
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		entries = append(entries, data[2:end])
		data = data[end:]
	}
	if int64(len(entries)) != width {
		return nil, fmt.Errorf("an entry bundle holds %d entries, not %d", len(entries), width)
	}
	return entries, nil
}

func read(log, path string) ([]byte, error) {
	if !strings.HasPrefix(log, "http://") && !strings.HasPrefix(log, "https://") {
		return os.ReadFile(filepath.Join(log, path))
	}
	response, err := http.Get(strings.TrimSuffix(log, "/") + "/" + path)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, response.Status)
	}
	return io.ReadAll(io.LimitReader(response.Body, 32<<20))
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}
