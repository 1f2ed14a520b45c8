// One binary that is etcd or kube-apiserver, by the name it is called by: link it under both names, and the folder is what
// KUBEBUILDER_ASSETS usually names. Flags, output and exit codes are those of the real programs, because they are the real ones.
package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

// Set to end with standard input: who started us and died without a word leaves no server behind.
const endsWithStdin = "CONFORMANCE_ENDS_WITH_STDIN"

func main() {
	if os.Getenv(endsWithStdin) != "" {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			_ = syscall.Kill(os.Getpid(), syscall.SIGTERM)
		}()
	}
	switch name := strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe"); name {
	case "etcd":
		etcdmain.Main(os.Args)
	case "kube-apiserver":
		os.Exit(cli.Run(app.NewAPIServerCommand()))
	default:
		fmt.Fprintf(os.Stderr, "%s: call this as etcd or as kube-apiserver, through links of these names\n", name)
		os.Exit(2)
	}
}
