/*
 * usb-user: a program that uses libusb as any host does, for tests of the fake bus.
 *
 *   usb-user watch COUNT     prints as many "arrived IDS" and "left IDS" as they come
 *   usb-user claim           claims the first ST-Link, prints what came of it, and holds it until
 *                            standard input ends
 *   usb-user starve MS       reads what no ST-Link sends, and prints what came of it
 */
#include <libusb.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int watched, wanted;

static int count_event(libusb_context *context, libusb_device *device, libusb_hotplug_event event,
                       void *unused) {
    (void)context;
    (void)unused;
    struct libusb_device_descriptor descriptor;
    if (libusb_get_device_descriptor(device, &descriptor) == 0 &&
        descriptor.bDeviceClass != LIBUSB_CLASS_HUB) {
        printf("%s %04x:%04x\n", event == LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED ? "arrived" : "left",
               descriptor.idVendor, descriptor.idProduct);
        fflush(stdout);
        watched++;
    }
    return 0;
}

static int watch(libusb_context *context) {
    int result = libusb_hotplug_register_callback(
        context, LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED | LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT,
        LIBUSB_HOTPLUG_ENUMERATE, LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY,
        LIBUSB_HOTPLUG_MATCH_ANY, count_event, NULL, NULL);
    while (result == LIBUSB_SUCCESS && watched < wanted) {
        result = libusb_handle_events(context);
    }
    return result;
}

/** Opens the first ST-Link of any kind that may be opened. */
static libusb_device_handle *open_stlink(libusb_context *context) {
    libusb_device **devices;
    libusb_device_handle *handle = NULL;
    ssize_t count = libusb_get_device_list(context, &devices);
    for (ssize_t i = 0; i < count && handle == NULL; i++) {
        struct libusb_device_descriptor descriptor;
        if (libusb_get_device_descriptor(devices[i], &descriptor) == 0 &&
            descriptor.idVendor == 0x0483) {
            int result = libusb_open(devices[i], &handle);
            printf("open %s\n", libusb_error_name(result));
        }
    }
    libusb_free_device_list(devices, 1);
    return handle;
}

static int use(libusb_context *context, const char *verb, unsigned milliseconds) {
    libusb_device_handle *handle = open_stlink(context);
    if (handle == NULL) {
        return LIBUSB_ERROR_NO_DEVICE;
    }
    int result = libusb_claim_interface(handle, 0);
    printf("claim %s\n", libusb_error_name(result));
    fflush(stdout);
    char byte;
    if (result == LIBUSB_SUCCESS && strcmp(verb, "claim") == 0) {
        while (read(STDIN_FILENO, &byte, 1) > 0) {
        }
    } else if (result == LIBUSB_SUCCESS) {
        unsigned char data[64];
        int length = 0;
        result = libusb_bulk_transfer(handle, 0x81, data, sizeof data, &length, milliseconds);
        printf("read %s %d\n", libusb_error_name(result), length);
    }
    libusb_close(handle);
    return LIBUSB_SUCCESS;
}

int main(int count, char **arguments) {
    libusb_context *context;
    if (count < 2 || libusb_init(&context) != LIBUSB_SUCCESS) {
        return 2;
    }
    wanted = count > 2 ? atoi(arguments[2]) : 0;
    int result = strcmp(arguments[1], "watch") == 0 ? watch(context)
                                                    : use(context, arguments[1], (unsigned)wanted);
    libusb_exit(context);
    return result == LIBUSB_SUCCESS ? 0 : 1;
}
