"""Our own arithmetic: from ``+ - * /`` and square roots to special functions, the same bits on every machine."""
