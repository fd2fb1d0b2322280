"""The machines of a cluster: starting, joining and stopping their Ray processes."""
