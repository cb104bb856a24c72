/** Buses with their root hubs, hubs on the way to a port, and the addresses that devices get. */
#pragma once

/** Makes the root hub and the hubs on the way to the port `path`, such as `1-2.3` on bus 1. */
void hubs_prepare(const char *path, unsigned bus);
/** The next free address of a bus, as the kernel gives them: upwards, and round. */
unsigned hubs_take_address(unsigned bus);
void hubs_free_address(unsigned bus, unsigned address);
