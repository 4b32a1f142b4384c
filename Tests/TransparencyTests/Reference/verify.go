// Checks what this project writes with the reference libraries of Go's checksum database: golang.org/x/mod/sumdb/note
// and tlog. It knows the formats of C2SP and nothing of this project.
//
// verify note VKEY NOTE, verify inclusion VKEY PROOF, verify consistency VKEY OLD REQUEST, verify tiles VKEY DIR
package main

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	commands := map[string]func([]string) error{
		"note": checkNote, "inclusion": checkInclusion, "consistency": checkConsistency, "tiles": checkTiles,
	}
	if err := commands[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// open verifies a checkpoint's signature and reads its tree.
func open(vkey string, bytes []byte) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(bytes, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, errors.New("not three lines under the key's name")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

func checkNote(args []string) error {
	bytes, err := os.ReadFile(args[1])
	if err != nil {
		return err
	}
	_, err = open(args[0], bytes)
	return err
}

// split takes a text apart into its head, its lines of hashes, and the checkpoint below.
func split(text string, head int) (lines []string, hashes []tlog.Hash, rest string, err error) {
	upper, rest, found := strings.Cut(text, "\n\n")
	if !found {
		return nil, nil, "", errors.New("no empty line")
	}
	lines = strings.Split(strings.TrimSuffix(upper, "\n"), "\n")
	for _, line := range lines[head:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return nil, nil, "", err
		}
		hashes = append(hashes, hash)
	}
	return lines[:head], hashes, rest, nil
}

func checkInclusion(args []string) error {
	bytes, err := os.ReadFile(args[1])
	if err != nil {
		return err
	}
	lines, hashes, rest, err := split(string(bytes), 3)
	if err != nil {
		return err
	}
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("not a tlog-proof")
	}
	extra, err := base64.StdEncoding.Strict().DecodeString(strings.TrimPrefix(lines[1], "extra "))
	if err != nil || len(extra) < 4 || extra[2] != 0x58 || len(extra) < 4+int(extra[3]) {
		return errors.New("no leaf in the extra data")
	}
	leaf := extra[4 : 4+int(extra[3])]
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	if err != nil {
		return err
	}
	tree, err := open(args[0], []byte(rest))
	if err != nil {
		return err
	}
	return tlog.CheckRecord(hashes, tree.N, tree.Hash, index, tlog.RecordHash(leaf))
}

func checkConsistency(args []string) error {
	old, err := os.ReadFile(args[1])
	if err != nil {
		return err
	}
	before, err := open(args[0], old)
	if err != nil {
		return err
	}
	bytes, err := os.ReadFile(args[2])
	if err != nil {
		return err
	}
	_, hashes, rest, err := split(string(bytes), 1)
	if err != nil {
		return err
	}
	after, err := open(args[0], []byte(rest))
	if err != nil {
		return err
	}
	return tlog.CheckTree(hashes, after.N, after.Hash, before.N, before.Hash)
}

// tiles reads tiles of height 8 from files.
type tiles string

func (t tiles) Height() int                     { return 8 }
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (t tiles) ReadTiles(all []tlog.Tile) (data [][]byte, err error) {
	for _, tile := range all {
		bytes, err := os.ReadFile(string(t) + "/tile" + strings.TrimPrefix(tile.Path(), "tile/8"))
		if err != nil {
			return nil, err
		}
		data = append(data, bytes)
	}
	return data, nil
}

func checkTiles(args []string) error {
	bytes, err := os.ReadFile(args[1] + "/checkpoint")
	if err != nil {
		return err
	}
	tree, err := open(args[0], bytes)
	if err != nil {
		return err
	}
	// The reader compares every tile that it reads with the tree's root.
	reader := tlog.TileHashReader(tree, tiles(args[1]))
	for n := int64(0); n < tree.N; n += 256 {
		tile := tlog.Tile{H: 8, L: 0, N: n / 256, W: 256}
		if tree.N-n < 256 {
			tile.W = int(tree.N - n)
		}
		path := strings.Replace(tile.Path(), "tile/8/0/", "/tile/entries/", 1)
		bundle, err := os.ReadFile(args[1] + path)
		if err != nil {
			return err
		}
		for i := int64(0); i < int64(tile.W); i++ {
			length := int(binary.BigEndian.Uint16(bundle))
			hashes, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, n+i)})
			if err != nil {
				return err
			}
			if tlog.RecordHash(bundle[2:2+length]) != hashes[0] {
				return fmt.Errorf("entry %d does not hash to its leaf", n+i)
			}
			bundle = bundle[2+length:]
		}
		if len(bundle) != 0 {
			return errors.New("bytes behind the last entry")
		}
	}
	return nil
}
