/* Stands before the C library (LD_PRELOAD) and lets chosen calls fail, or their process die or stand still.

   The rules lie in a file that all processes of a farm map, so tests change them and read them while programs run:
   see `calls.py`, which knows the same layout. Linux only. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { WRITE = 1, READ = 2, SYNC = 4, RENAME = 8, LINK = 16, UNLINK = 32, SEND = 64 };
enum { RULES = 16, LONGEST_PATH = 4096 };

struct rule {
    _Atomic uint32_t armed;
    uint32_t calls;
    int32_t error;
    int32_t signal;
    uint32_t after;
    _Atomic int32_t pid;
    uint64_t first;
    uint64_t count;
    uint64_t chance; /* of 2^32 */
    uint64_t seed;
    _Atomic uint64_t seen;
    _Atomic uint64_t hits;
    char who[16];
    char pattern[424];
};

static struct rule *rules;
static const char *who;

__attribute__((constructor)) static void map_rules(void)
{
    const char *path = getenv("FAULTS_CALLS");
    who = getenv("FAULTS_WHO");
    if (path == NULL || rules != NULL)
        return;
    int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
    if (file < 0)
        return;
    void *found = mmap(NULL, RULES * sizeof(struct rule), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    syscall(SYS_close, file);
    if (found != MAP_FAILED)
        rules = found;
}

/* splitmix64: the same number is the same chance, whichever process asks. */
static uint32_t chance_of(uint64_t seed, uint64_t number)
{
    uint64_t mixed = seed + number * 0x9E3779B97F4A7C15ull;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9ull;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBull;
    return (uint32_t)((mixed ^ (mixed >> 31)) >> 32);
}

static int is_meant(struct rule *rule, uint32_t call, const char *path)
{
    if (!atomic_load(&rule->armed) || !(rule->calls & call))
        return 0;
    if (rule->who[0] && (who == NULL || strcmp(rule->who, who) != 0))
        return 0;
    return fnmatch(rule->pattern, path, 0) == 0;
}

static int is_hit(struct rule *rule)
{
    uint64_t number = atomic_fetch_add(&rule->seen, 1) + 1;
    if (number < rule->first || (rule->count && number >= rule->first + rule->count))
        return 0;
    if (chance_of(rule->seed, number) >= rule->chance)
        return 0;
    atomic_store(&rule->pid, (int32_t)getpid());
    atomic_fetch_add(&rule->hits, 1);
    return 1;
}

/* The rule that hits this call; NULL: it is done as ever. */
static struct rule *rule_for_path(uint32_t call, const char *path)
{
    if (rules == NULL || path == NULL)
        return NULL;
    for (int number = 0; number < RULES; number++)
        if (is_meant(&rules[number], call, path) && is_hit(&rules[number]))
            return &rules[number];
    return NULL;
}

static struct rule *rule_for_file(uint32_t call, int file)
{
    int wanted = 0, before = errno;
    char link[64], path[LONGEST_PATH];
    if (rules == NULL)
        return NULL;
    for (int number = 0; number < RULES && !wanted; number++)
        wanted = atomic_load(&rules[number].armed) && (rules[number].calls & call);
    if (!wanted)
        return NULL;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    errno = before;
    if (length < 0)
        return NULL;
    path[length] = 0;
    return rule_for_path(call, path);
}

static long suffer(const struct rule *rule, long done)
{
    if (rule->signal)
        kill(getpid(), rule->signal);
    if (!rule->error)
        return done;
    errno = rule->error;
    return -1;
}

/* Does the call, under the rule that hits it. A process that stood still before a call does it when it goes on. */
#define UNDER(found, result, call)                                                                                     \
    do {                                                                                                               \
        struct rule *hit = (found);                                                                                    \
        if (hit != NULL && !hit->after && suffer(hit, 0) < 0)                                                          \
            return -1;                                                                                                 \
        result done = (call);                                                                                          \
        return hit != NULL && hit->after && done >= 0 ? (result)suffer(hit, (long)done) : done;                        \
    } while (0)

#define REAL(name, result, ...)                                                                                        \
    static result (*real)(__VA_ARGS__);                                                                                \
    if (real == NULL)                                                                                                  \
        real = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

ssize_t write(int file, const void *bytes, size_t count)
{
    REAL("write", ssize_t, int, const void *, size_t);
    UNDER(rule_for_file(WRITE, file), ssize_t, real(file, bytes, count));
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at)
{
    REAL("pwrite", ssize_t, int, const void *, size_t, off_t);
    UNDER(rule_for_file(WRITE, file), ssize_t, real(file, bytes, count, at));
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at)
{
    REAL("pwrite64", ssize_t, int, const void *, size_t, off64_t);
    UNDER(rule_for_file(WRITE, file), ssize_t, real(file, bytes, count, at));
}

ssize_t read(int file, void *bytes, size_t count)
{
    REAL("read", ssize_t, int, void *, size_t);
    UNDER(rule_for_file(READ, file), ssize_t, real(file, bytes, count));
}

ssize_t pread(int file, void *bytes, size_t count, off_t at)
{
    REAL("pread", ssize_t, int, void *, size_t, off_t);
    UNDER(rule_for_file(READ, file), ssize_t, real(file, bytes, count, at));
}

ssize_t pread64(int file, void *bytes, size_t count, off64_t at)
{
    REAL("pread64", ssize_t, int, void *, size_t, off64_t);
    UNDER(rule_for_file(READ, file), ssize_t, real(file, bytes, count, at));
}

int fsync(int file)
{
    REAL("fsync", int, int);
    UNDER(rule_for_file(SYNC, file), int, real(file));
}

int fdatasync(int file)
{
    REAL("fdatasync", int, int);
    UNDER(rule_for_file(SYNC, file), int, real(file));
}

int rename(const char *from, const char *to)
{
    REAL("rename", int, const char *, const char *);
    UNDER(rule_for_path(RENAME, to), int, real(from, to));
}

int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
    REAL("renameat", int, int, const char *, int, const char *);
    UNDER(rule_for_path(RENAME, to), int, real(from_folder, from, to_folder, to));
}

int link(const char *from, const char *to)
{
    REAL("link", int, const char *, const char *);
    UNDER(rule_for_path(LINK, to), int, real(from, to));
}

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags)
{
    REAL("linkat", int, int, const char *, int, const char *, int);
    UNDER(rule_for_path(LINK, to), int, real(from_folder, from, to_folder, to, flags));
}

int unlink(const char *path)
{
    REAL("unlink", int, const char *);
    UNDER(rule_for_path(UNLINK, path), int, real(path));
}

int unlinkat(int folder, const char *path, int flags)
{
    REAL("unlinkat", int, int, const char *, int);
    UNDER(rule_for_path(UNLINK, path), int, real(folder, path, flags));
}

ssize_t send(int socket, const void *bytes, size_t count, int flags)
{
    REAL("send", ssize_t, int, const void *, size_t, int);
    UNDER(rule_for_file(SEND, socket), ssize_t, real(socket, bytes, count, flags));
}
