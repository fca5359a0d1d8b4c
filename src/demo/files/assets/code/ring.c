#include <stddef.h>
#include <stdint.h>

/* A ring of bytes between one writer and one reader. */
struct ring {
    uint8_t *bytes;
    size_t size, head, tail;
};

int ring_put(struct ring *ring, uint8_t byte)
{
    size_t next = (ring->head + 1) % ring->size;
    if (next == ring->tail)
        return -1;
    ring->bytes[ring->head] = byte;
    ring->head = next;
    return 0;
}
