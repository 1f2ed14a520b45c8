package main

import (
	"bytes"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// The logs of all containers, in memory. Suites append to them with the command write-log, and end them with end-log.
type logs struct {
	lock        sync.Mutex
	changed     *sync.Cond
	byContainer map[string]*containerLog
}

type containerLog struct {
	lines []logLine
	ended bool
}

type logLine struct {
	at   time.Time
	text string
}

func newLogs() *logs {
	all := &logs{byContainer: map[string]*containerLog{}}
	all.changed = sync.NewCond(&all.lock)
	return all
}

// Calls with the log of a container.
func (all *logs) with(pod, container string, use func(*containerLog)) {
	all.lock.Lock()
	defer all.lock.Unlock()
	key := pod + "/" + container
	log := all.byContainer[key]
	if log == nil {
		log = &containerLog{}
		all.byContainer[key] = log
	}
	use(log)
}

func (all *logs) append(pod, container string, lines []string) {
	all.with(pod, container, func(log *containerLog) {
		for _, line := range lines {
			log.lines = append(log.lines, logLine{time.Now().UTC(), line})
		}
	})
	all.changed.Broadcast()
}

func (all *logs) end(pod, container string) {
	all.with(pod, container, func(log *containerLog) { log.ended = true })
	all.changed.Broadcast()
}

func (all *logs) serve(w http.ResponseWriter, r *http.Request) {
	query, pod, container := r.URL.Query(), r.PathValue("pod"), r.PathValue("container")
	var first int
	all.with(pod, container, func(log *containerLog) { first = firstLine(log.lines, query.Get) })
	limit := -1
	if bytes, err := strconv.Atoi(query.Get("limitBytes")); err == nil {
		limit = bytes
	}
	w.Header().Set("Content-Type", "text/plain")
	// The client learns that its request was accepted before the first line is written.
	w.(http.Flusher).Flush()
	go func() {
		<-r.Context().Done()
		all.changed.Broadcast()
	}()
	for {
		var ready []logLine
		var more bool
		all.with(pod, container, func(log *containerLog) {
			following := query.Get("follow") == "true"
			for following && len(log.lines) == first && !log.ended && r.Context().Err() == nil {
				all.changed.Wait()
			}
			ready = log.lines[first:]
			first = len(log.lines)
			more = following && (!log.ended || len(ready) > 0) && r.Context().Err() == nil
		})
		text := render(ready, query.Get("timestamps") == "true")
		if limit >= 0 && len(text) > limit {
			text, more = text[:limit], false
		}
		if limit >= 0 {
			limit -= len(text)
		}
		if _, err := w.Write(text); err != nil || !more {
			return
		}
		w.(http.Flusher).Flush()
	}
}

// Returns the index of the first line that the options ask for.
func firstLine(lines []logLine, option func(string) string) int {
	first := 0
	if tail, err := strconv.Atoi(option("tailLines")); err == nil && tail < len(lines) {
		first = len(lines) - tail
	}
	since := time.Time{}
	if seconds, err := strconv.Atoi(option("sinceSeconds")); err == nil {
		since = time.Now().Add(-time.Duration(seconds) * time.Second)
	}
	if at, err := time.Parse(time.RFC3339, option("sinceTime")); err == nil {
		since = at
	}
	for first < len(lines) && lines[first].at.Before(since) {
		first++
	}
	return first
}

func render(lines []logLine, timestamps bool) []byte {
	var text bytes.Buffer
	for _, line := range lines {
		if timestamps {
			text.WriteString(line.at.Format(time.RFC3339Nano) + " ")
		}
		text.WriteString(line.text + "\n")
	}
	return text.Bytes()
}
