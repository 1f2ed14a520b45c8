// The kubelet stand-in serves the endpoints of a kubelet that an API server connects to for exec, attach, port-forward and
// logs. The protocols are Kubernetes' own. A container is the machine itself: commands are local processes, and the ports of
// a pod are ports of the loopback interface.
//
// It serves no pods: the suites create a pod that is bound to its node and set the status of the pod themselves.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"k8s.io/cri-streaming/pkg/streaming/portforward"
	"k8s.io/cri-streaming/pkg/streaming/remotecommand"
)

// Streams that are idle for longer are closed, as by a kubelet.
const idleTimeout = 4 * time.Hour

func main() {
	address := flag.String("address", "127.0.0.1:10250", "the address to listen on")
	certificate := flag.String("cert", "", "the server's certificate")
	key := flag.String("key", "", "the server's key")
	clientCA := flag.String("client-ca", "", "the authority of the API server's client certificate")
	flag.Parse()
	// The program that starts it may be killed. Its end of the pipe closes then.
	if os.Getenv("CONFORMANCE_ENDS_WITH_STDIN") != "" {
		go func() {
			io.Copy(io.Discard, os.Stdin)
			os.Exit(0)
		}()
	}
	pem, err := os.ReadFile(*clientCA)
	if err != nil {
		fail(err)
	}
	clients := x509.NewCertPool()
	if !clients.AppendCertsFromPEM(pem) {
		fail(fmt.Errorf("%s has no certificate", *clientCA))
	}
	server := &http.Server{
		Addr:    *address,
		Handler: handler(newLogs()),
		// SPDY takes over the connection, which HTTP/2 does not allow.
		TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){},
		TLSConfig:    &tls.Config{ClientCAs: clients, ClientAuth: tls.RequireAndVerifyClientCert},
	}
	fail(server.ListenAndServeTLS(*certificate, *key))
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func handler(logs *logs) http.Handler {
	containers := &containers{logs}
	mux := http.NewServeMux()
	// The path of a pod has its UID if the API server knows it.
	each := func(prefix string, suffixes []string, serve func(http.ResponseWriter, *http.Request)) {
		for _, suffix := range suffixes {
			mux.HandleFunc(prefix+"/{namespace}/{pod}"+suffix, serve)
		}
	}
	inContainer := []string{"/{container}", "/{uid}/{container}"}
	each("/exec", inContainer, func(w http.ResponseWriter, r *http.Request) {
		withOptions(w, r, func(options *remotecommand.Options) {
			remotecommand.ServeExec(w, r, containers, r.PathValue("pod"), r.PathValue("uid"), r.PathValue("container"), r.URL.Query()["command"],
				options, idleTimeout, remotecommand.DefaultStreamCreationTimeout, remotecommand.SupportedStreamingProtocols)
		})
	})
	each("/attach", inContainer, func(w http.ResponseWriter, r *http.Request) {
		withOptions(w, r, func(options *remotecommand.Options) {
			remotecommand.ServeAttach(w, r, containers, r.PathValue("pod"), r.PathValue("uid"), r.PathValue("container"),
				options, idleTimeout, remotecommand.DefaultStreamCreationTimeout, remotecommand.SupportedStreamingProtocols)
		})
	})
	each("/portForward", []string{"", "/{uid}"}, func(w http.ResponseWriter, r *http.Request) {
		options, err := portforward.NewV4Options(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		portforward.ServePortForward(w, r, containers, r.PathValue("pod"), r.PathValue("uid"), options, idleTimeout,
			remotecommand.DefaultStreamCreationTimeout, portforward.SupportedProtocols)
	})
	mux.HandleFunc("GET /containerLogs/{namespace}/{pod}/{container}", logs.serve)
	return mux
}

func withOptions(w http.ResponseWriter, r *http.Request, serve func(*remotecommand.Options)) {
	options, err := remotecommand.NewOptions(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	serve(options)
}

// A pod's containers, which are all this machine.
type containers struct{ logs *logs }

func (c *containers) ExecInContainer(ctx context.Context, pod, _, container string, command []string, in io.Reader, out, err io.WriteCloser,
	tty bool, resize <-chan remotecommand.TerminalSize, _ time.Duration) error {
	switch command[0] {
	case "write-log":
		c.logs.append(pod, container, command[1:])
		return nil
	case "end-log":
		c.logs.end(pod, container)
		return nil
	}
	return run(ctx, command, in, out, err, tty, resize)
}

// The main process of each container repeats its input.
func (*containers) AttachContainer(ctx context.Context, _, _, _ string, in io.Reader, out, err io.WriteCloser, tty bool,
	resize <-chan remotecommand.TerminalSize) error {
	return run(ctx, []string{"cat"}, in, out, err, tty, resize)
}

func (*containers) PortForward(ctx context.Context, _, _ string, port int32, stream io.ReadWriteCloser) error {
	return forward(ctx, port, stream)
}
