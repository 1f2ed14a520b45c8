package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os/exec"
	"sync"
	"syscall"

	"github.com/creack/pty"
	"k8s.io/cri-streaming/pkg/streaming/remotecommand"
	utilexec "k8s.io/utils/exec"
)

// Runs a command until it ends, and moves bytes between its streams and the client's.
func run(ctx context.Context, command []string, in io.Reader, out, errOut io.WriteCloser, tty bool, resize <-chan remotecommand.TerminalSize) error {
	if len(command) == 0 {
		return errors.New("no command")
	}
	process := exec.CommandContext(ctx, command[0], command[1:]...)
	if tty {
		return runInTerminal(process, in, out, resize)
	}
	process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	process.Cancel = func() error { return syscall.Kill(-process.Process.Pid, syscall.SIGKILL) }
	if out != nil {
		process.Stdout = out
	}
	if errOut != nil {
		process.Stderr = errOut
	}
	if in != nil {
		stdin, err := process.StdinPipe()
		if err != nil {
			return err
		}
		// Not waited for: a client may keep its input open when the process has ended.
		go func() {
			defer stdin.Close()
			io.Copy(stdin, in)
		}()
	}
	return exitError(process.Run())
}

func runInTerminal(process *exec.Cmd, in io.Reader, out io.Writer, resize <-chan remotecommand.TerminalSize) error {
	terminal, err := pty.Start(process)
	if err != nil {
		return err
	}
	defer terminal.Close()
	go func() {
		for size := range resize {
			pty.Setsize(terminal, &pty.Winsize{Cols: size.Width, Rows: size.Height})
		}
	}()
	if in != nil {
		go io.Copy(terminal, in)
	}
	if out != nil {
		io.Copy(out, terminal)
	}
	return exitError(process.Wait())
}

// Returns the exit code in the form that the server code of Kubernetes reports. A signal counts 128 and its number.
func exitError(err error) error {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return err
	}
	code := exit.ExitCode()
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		code = 128 + int(status.Signal())
	}
	return utilexec.CodeExitError{Err: fmt.Errorf("exit status %d", code), Code: code}
}

// Copies bytes between a stream and a local port until both directions have ended.
func forward(ctx context.Context, port int32, stream io.ReadWriteCloser) error {
	defer stream.Close()
	var dialer net.Dialer
	connection, err := dialer.DialContext(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return fmt.Errorf("failed to connect to localhost:%d inside the pod: %w", port, err)
	}
	defer connection.Close()
	var copying sync.WaitGroup
	var copied [2]error
	copying.Go(func() {
		_, copied[0] = io.Copy(connection, stream)
		connection.(*net.TCPConn).CloseWrite()
	})
	copying.Go(func() {
		_, copied[1] = io.Copy(stream, connection)
		stream.Close()
	})
	copying.Wait()
	return errors.Join(copied[:]...)
}
