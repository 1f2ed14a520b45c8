// Command oracle answers what client-go and apimachinery answer. It reads one JSON request a line and writes one JSON answer a
// line, in the order of the requests, until its input ends:
//
//	{"call":"labels.select","input":{"text":"a in (b)","sets":[{"a":"b"}]}}
//	{"value":{"text":"a in (b)","empty":false,"requirements":[...],"matches":[true]}}
//	{"call":"labels.select","input":{"text":"a in"}}
//	{"error":"unable to parse requirement: found '' expected: '('"}
package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"

	"k8s.io/klog/v2"
)

func main() {
	// Client-go logs what it also returns.
	klog.SetLogger(klog.Logger{})
	withBubbles(func() error { return serve(os.Stdin, os.Stdout) })
}

// serve answers until the input ends. What is at hand is answered in one write.
func serve(in io.Reader, out io.Writer) error {
	lines := bufio.NewReaderSize(in, 1<<20)
	answers := bufio.NewWriterSize(out, 1<<20)
	encoder := json.NewEncoder(answers)
	encoder.SetEscapeHTML(false)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			if failed := encoder.Encode(reply(line)); failed != nil {
				return failed
			}
		}
		if err == io.EOF {
			return answers.Flush()
		}
		if err != nil {
			return err
		}
		if lines.Buffered() == 0 {
			if failed := answers.Flush(); failed != nil {
				return failed
			}
		}
	}
}
