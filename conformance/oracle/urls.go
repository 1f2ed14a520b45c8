package main

import (
	"context"
	"errors"
	"net/http"
	"time"

	v1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
)

var urlCalls = calls{
	"urls.of":     on(urlOf),
	"urls.server": on(serverOf),
}

// target is what a generated client says of a request.
type target struct {
	Host        string            `json:"host"`
	Group       string            `json:"group"`
	Version     string            `json:"version"`
	Verb        string            `json:"verb"`
	Resource    string            `json:"resource"`
	Namespaced  bool              `json:"namespaced"`
	Namespace   string            `json:"namespace"`
	Name        *string           `json:"name"`
	Subresource *string           `json:"subresource"`
	Params      map[string]string `json:"params"`
	List        *v1.ListOptions   `json:"list"`
}

// urlOf sends the request as a typed client does, to nobody, and answers with the URL that it was sent to.
func urlOf(input target) (string, error) {
	group := schema.GroupVersion{Group: input.Group, Version: input.Version}
	base, path, err := rest.DefaultServerURL(input.Host, apiPath(input.Group), group, false)
	if err != nil {
		return "", err
	}
	var sent string
	nobody := transportFunc(func(request *http.Request) (*http.Response, error) {
		sent = request.URL.String()
		return nil, errSent
	})
	content := rest.ClientContentConfig{GroupVersion: group, Negotiator: runtime.NewClientNegotiator(scheme.Codecs.WithoutConversion(), group)}
	client, err := rest.NewRESTClient(base, path, content, nil, &http.Client{Transport: nobody})
	if err != nil {
		return "", err
	}
	request := client.Verb(input.Verb).NamespaceIfScoped(input.Namespace, input.Namespaced).Resource(input.Resource)
	if input.Name != nil {
		request = request.Name(*input.Name)
	}
	if input.Subresource != nil {
		request = request.SubResource(*input.Subresource)
	}
	if input.List != nil {
		if seconds := input.List.TimeoutSeconds; seconds != nil {
			request = request.Timeout(time.Duration(*seconds) * time.Second)
		}
		request = request.SpecificallyVersionedParams(input.List, scheme.ParameterCodec, schema.GroupVersion{Version: "v1"})
	}
	for name, value := range input.Params {
		request = request.Param(name, value)
	}
	if err := request.Do(context.Background()).Error(); !errors.Is(err, errSent) {
		return "", err
	}
	return sent, nil
}

var errSent = errors.New("it was sent")

type transportFunc func(*http.Request) (*http.Response, error)

func (send transportFunc) RoundTrip(request *http.Request) (*http.Response, error) {
	return send(request)
}

func apiPath(group string) string {
	if group == "" {
		return "/api"
	}
	return "/apis"
}

type server struct {
	Scheme string `json:"scheme"`
	Host   string `json:"host"`
	Path   string `json:"path"`
}

func serverOf(input struct {
	Host string `json:"host"`
	TLS  bool   `json:"tls"`
}) (server, error) {
	config := rest.Config{Host: input.Host}
	config.Insecure = input.TLS
	base, _, err := rest.DefaultServerUrlFor(&config)
	if err != nil {
		return server{}, err
	}
	return server{Scheme: base.Scheme, Host: base.Host, Path: base.Path}, nil
}
