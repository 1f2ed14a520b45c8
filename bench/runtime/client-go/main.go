// Command client-go does with client-go 0.36 what the programs in ../subjects do: `client-go URL CA-FILE sync|events COUNT` for an
// informer of pods, and `client-go operations` for the operations of its queue, its indexer and its DeltaFIFO. It prints one line of JSON.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"
)

func main() {
	var result any
	var err error
	if len(os.Args) == 2 && os.Args[1] == "operations" {
		result = operations()
	} else if len(os.Args) == 5 || len(os.Args) == 6 {
		result, err = informer(os.Args[1], os.Args[2], os.Args[4], len(os.Args) == 6)
	} else {
		err = fmt.Errorf("usage: client-go URL CA-FILE sync|events COUNT [strip] | client-go operations")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	line, err := json.Marshal(result)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(string(line))
}

func informer(url, caFile, countText string, strip bool) (map[string]any, error) {
	count, err := strconv.ParseInt(countText, 10, 64)
	if err != nil {
		return nil, err
	}
	config := &rest.Config{Host: url, TLSClientConfig: rest.TLSClientConfig{CAFile: caFile}, QPS: -1}
	config.ContentType = "application/json"
	config.AcceptContentTypes = "application/json"
	clientset, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	before := heap()
	var options []informers.SharedInformerOption
	if strip {
		options = append(options, informers.WithTransform(func(obj any) (any, error) {
			if pod, ok := obj.(*corev1.Pod); ok {
				pod.ManagedFields = nil
			}
			return obj, nil
		}))
	}
	factory := informers.NewSharedInformerFactoryWithOptions(clientset, 0, options...)
	shared := factory.Core().V1().Pods().Informer()
	var seen atomic.Int64
	var first, last atomic.Int64
	done := make(chan struct{})
	start := time.Now()
	one := func() {
		n := seen.Add(1)
		if n == 1 {
			first.Store(int64(time.Since(start)))
		}
		if n == count {
			last.Store(int64(time.Since(start)))
			close(done)
		}
	}
	if _, err := shared.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { one() },
		UpdateFunc: func(any, any) { one() },
	}); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	<-done
	seconds := time.Since(start).Seconds()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return nil, err
	}
	after := heap()
	objects := len(shared.GetStore().ListKeys())
	return map[string]any{
		"seconds":           seconds,
		"perSecond":         float64(count-1) / (time.Duration(last.Load()) - time.Duration(first.Load())).Seconds(),
		"peakMegabytes":     float64(usage.Maxrss) / 1024,
		"heapBytesAnObject": float64(after-before) / float64(objects),
	}, nil
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

// operations measures each operation as ../operations.mjs does, for as long.
func operations() map[string]float64 {
	pods := make([]*corev1.Pod, 20_000)
	keys := make([]string, len(pods))
	for i := range pods {
		pods[i] = &corev1.Pod{ObjectMeta: metav1.ObjectMeta{
			Namespace:       fmt.Sprintf("team-%d", i%40),
			Name:            fmt.Sprintf("worker-%d", i),
			ResourceVersion: strconv.Itoa(i),
			Labels:          map[string]string{"app": fmt.Sprintf("service-%d", i%200)},
		}}
		keys[i] = pods[i].Namespace + "/" + pods[i].Name
	}
	byApp := func(obj any) ([]string, error) { return []string{obj.(*corev1.Pod).Labels["app"]}, nil }
	indexers := cache.Indexers{cache.NamespaceIndex: cache.MetaNamespaceIndexFunc, "app": byApp}
	full := cache.NewIndexer(cache.MetaNamespaceKeyFunc, indexers)
	for _, pod := range pods {
		must(full.Add(pod))
	}
	// The keys that a controller has at hand, again and again, in one queue.
	queued := keys[:10_000]
	queue := workqueue.NewTypedRateLimitingQueue(workqueue.DefaultTypedControllerRateLimiter[string]())
	must0 := func(_ any, err error) { must(err) }
	return map[string]float64{
		"workqueue": rate(len(queued), func() {
			for _, key := range queued {
				queue.Add(key)
			}
			for range queued {
				key, _ := queue.Get()
				queue.Forget(key)
				queue.Done(key)
			}
		}),
		"indexerAdd": rate(len(pods), func() {
			indexer := cache.NewIndexer(cache.MetaNamespaceKeyFunc, indexers)
			for _, pod := range pods {
				must(indexer.Add(pod))
			}
		}),
		"byIndex": rate(200, func() {
			for i := range 200 {
				must0(full.ByIndex(cache.NamespaceIndex, "team-"+strconv.Itoa(i%40)))
			}
		}),
		"getByKey": rate(len(keys), func() {
			for _, key := range keys {
				if _, exists, err := full.GetByKey(key); err != nil || !exists {
					panic("not found")
				}
			}
		}),
		"deltaFIFO": rate(len(pods), func() {
			fifo := cache.NewDeltaFIFOWithOptions(cache.DeltaFIFOOptions{})
			for _, pod := range pods {
				must(fifo.Update(pod))
			}
			for range pods {
				must0(fifo.Pop(func(any, bool) error { return nil }))
			}
		}),
	}
}

// rate is the median of operations a second in rounds of a tenth of a second, after one that warms up.
func rate(operations int, run func()) float64 {
	const rounds = 11
	rates := make([]float64, 0, rounds)
	for round := range rounds + 1 {
		start := time.Now()
		done := 0
		for time.Since(start) < 100*time.Millisecond {
			run()
			done += operations
		}
		if round > 0 {
			rates = append(rates, float64(done)/time.Since(start).Seconds())
		}
	}
	for i := range rates {
		for j := i + 1; j < len(rates); j++ {
			if rates[j] < rates[i] {
				rates[i], rates[j] = rates[j], rates[i]
			}
		}
	}
	return rates[rounds/2]
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
