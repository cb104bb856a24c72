/** What the parts of usbfs share: devices, interfaces and transfers. */
#pragma once

#include "loop.h"
#include "preload.h"
#include "usbfs.h"

struct usbfs {
    struct usb_model model;
    unsigned number;
    struct stlink *stlink;
    struct remote *remote;
    struct node *node;
    /** Takes the node away some time after the device. */
    struct timer withdrawal;
    bool is_gone;
    struct usb_file *files;
    /** Which open file has claimed an interface, or NULL. */
    struct usb_file *holders[USB_INTERFACES_MAX];
    /** Whether the kernel's driver has let go of an interface. */
    bool driver_is_off[USB_INTERFACES_MAX];
};

/** One opening of the device's node by a program. */
struct usb_file {
    struct opened *opened;
    struct usbfs *device;
    struct usb_file *next;
    /** URBs under way. */
    struct urb *pending;
    /** URBs that the program has not fetched yet, the oldest first. */
    struct urb *done;
    /** Whether the program waits for the next one, and where it wants its address. */
    bool is_reaping;
    uintptr_t reap_address;
    struct timer patience;
    /** Interface of a claim that the server has not granted yet. */
    unsigned claimed;
};

/** Ends an ioctl with 0 or, for a positive `error`, with -1. */
void finish_ioctl(struct usb_file *file, int error);

/** Claims an interface for a file; ends its ioctl. */
void claim_interface(struct usb_file *file, unsigned interface);
/** Gives back an interface that the file has claimed. */
void release_interface(struct usb_file *file, unsigned interface);
/** Gives an interface to the kernel's driver, or takes it away; ends the file's ioctl. */
void drive_interface(struct usb_file *file, unsigned interface, bool is_on);
/** Tells whether a driver holds an interface, and which. */
void tell_driver(struct usb_file *file, uintptr_t address);
/** Claims an interface that the kernel's driver may hold. */
void detach_and_claim(struct usb_file *file, uintptr_t address);

/** Starts a transfer; its URB lies at `address` in the program. */
void submit_urb(struct usb_file *file, uintptr_t address);
/** Gives up the transfer whose URB lies at `address`. */
void discard_urb(struct usb_file *file, uintptr_t address);
/** Hands over the next URB that is done; `may_wait` says for how long. */
void reap_urb(struct usb_file *file, uintptr_t address, bool may_wait);
/** Ends a wait of `reap_urb` that nothing will come of. */
void stop_reaping(struct usb_file *file);
/** A control transfer without an URB. */
void control_ioctl(struct usb_file *file, uintptr_t address);
/** Fails each pending transfer of an interface, or all for `USB_INTERFACES_MAX`. */
void fail_pending(struct usb_file *file, unsigned interface, int status);
/** Forgets every URB of a file that is being closed. */
void free_urbs(struct usb_file *file);
/** The interface that an endpoint belongs to; `USB_INTERFACES_MAX` where there is none. */
unsigned interface_of_endpoint(const struct usb_model *model, uint8_t endpoint);
