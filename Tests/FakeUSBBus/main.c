/*
 * fake-usb-bus: shows virtual boards as USB ST-Links to any dynamically linked program.
 *
 * The library libumockdev-preload redirects the command's /sys, /dev and uevent socket to a
 * directory of this program's, which also carries out the ioctls on the USB devices.
 */
#include "bus.h"
#include "command.h"
#include "diagnostics.h"
#include "files.h"
#include "guard.h"
#include "loop.h"
#include "tree.h"
#include "uevents.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

/** How long the servers of all probes may take to answer at the start. */
enum { START_MILLISECONDS = 5000 };

/** What the longest socket path adds to the testbed's. */
enum { LONGEST_SOCKET_BYTES = sizeof "/ioctl//dev/bus/usb/001/001" };

static char *testbed;
static struct timer start_timer;
static struct options options;

static void run_command(void) {
    timer_clear(&start_timer);
    bool is_bound_by_modes = false;
    for (size_t i = 0; i < options.device_count; i++) {
        is_bound_by_modes = is_bound_by_modes || options.devices[i].is_denied;
    }
    if (!command_start(options.command, testbed, is_bound_by_modes)) {
        loop_stop();
    }
}

static void stop_waiting(void *context) {
    (void)context;
    bus_complain();
    loop_stop();
}

static void remove_testbed(void) {
    if (testbed != NULL) {
        remove_tree(testbed);
        testbed = NULL;
    }
}

/** Makes the directory that the command takes for its machine. */
static bool make_testbed(void) {
    const char *above = getenv("TMPDIR");
    testbed =
        format_text("%s/fake-usb-bus.XXXXXX", above == NULL || *above == '\0' ? "/tmp" : above);
    struct sockaddr_un address;
    if (strlen(testbed) + LONGEST_SOCKET_BYTES > sizeof address.sun_path) {
        complain("set TMPDIR to a shorter one", "the path of %s is too long for a socket", above);
        free(testbed);
        testbed = NULL;
        return false;
    }
    if (mkdtemp(testbed) == NULL) {
        complain("set TMPDIR to a directory that can be written to", "%s cannot be made: %s",
                 testbed, strerror(errno));
        free(testbed);
        testbed = NULL;
        return false;
    }
    atexit(remove_testbed);
    return true;
}

int main(int count, char **arguments) {
    int status;
    if (!options_read(&options, count, arguments, &status)) {
        return status;
    }
    guard_start();
    if (!make_testbed()) {
        return STATUS_OWN_FAILURE;
    }
    command_prepare();
    tree_start(testbed);
    uevents_start(testbed);
    timer_set(&start_timer, START_MILLISECONDS, stop_waiting, NULL);
    bus_start(&options, run_command);
    loop_run();
    command_end_descendants();
    remove_testbed();
    end_with(command_status(), command_signal());
}
