// Package queue holds a bounded first-in-first-out queue.
package queue

import "errors"

// ErrFull says that the queue holds as much as it may.
var ErrFull = errors.New("queue: full")

// Queue is a ring of fixed size; the zero value holds nothing.
type Queue[T any] struct {
	ring  []T
	first int
	count int
}

// New makes a queue for at most size values.
func New[T any](size int) *Queue[T] { return &Queue[T]{ring: make([]T, size)} }

// Push appends v or returns ErrFull.
func (q *Queue[T]) Push(v T) error {
	if q.count == len(q.ring) {
		return ErrFull
	}
	q.ring[(q.first+q.count)%len(q.ring)] = v
	q.count++
	return nil
}

// Pop takes the oldest value, if there is one.
func (q *Queue[T]) Pop() (v T, ok bool) {
	if q.count == 0 {
		return v, false
	}
	v = q.ring[q.first]
	q.first = (q.first + 1) % len(q.ring)
	q.count--
	return v, true
}
