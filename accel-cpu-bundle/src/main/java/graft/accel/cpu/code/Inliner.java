package graft.accel.cpu.code;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Copies the bodies of static methods into generated code, in place of calls.
 *
 * <p>Why: C2 inlines a method of ours only while the whole is small and the method has not been
 * compiled by itself as something big; a vector that goes into a call that is not inlined becomes
 * an object, ten times slower and garbage. Methods of the Vector API it must inline always. So
 * generated code calls nothing else in its loops. {@code tanh} alone: 0.56 → 0.12 ns an element.
 *
 * <p>How: the class file is read once, each method kept as a list of instructions, which are
 * visited again with other locals and labels. Methods have no exception handlers and no lambdas.
 */
final class Inliner implements Opcodes {
  /** An instruction, to be repeated elsewhere. */
  private interface Instruction {
    void emit(Copy copy);
  }

  /** One copy of a body under way. */
  private static final class Copy {
    final MethodVisitor code;
    final int base;
    final Label end = new Label();
    final Map<Label, Label> labels = new HashMap<>();

    Copy(MethodVisitor code, int base) {
      this.code = code;
      this.base = base;
    }

    Label label(Label label) {
      return labels.computeIfAbsent(label, l -> new Label());
    }
  }

  private static final class Body {
    final List<Instruction> instructions = new ArrayList<>();

    /** How many locals it uses, its parameters among them. */
    int locals;
  }

  private final Map<String, Body> bodies = new HashMap<>();

  /** Copies from the static methods of these classes, but for those called {@code kept}. */
  Inliner(List<Class<?>> classes, List<String> kept) {
    for (Class<?> source : classes) {
      read(source, kept);
    }
  }

  private void read(Class<?> source, List<String> kept) {
    String name = source.getSimpleName() + ".class";
    try (InputStream bytes = source.getResourceAsStream(name)) {
      if (bytes == null) {
        return;
      }
      String owner = Type.getInternalName(source);
      new ClassReader(bytes)
          .accept(
              new ClassVisitor(ASM9) {
                @Override
                public MethodVisitor visitMethod(
                    int access, String method, String descriptor, String s, String[] thrown) {
                  boolean wanted = (access & ACC_STATIC) != 0 && !method.startsWith("<");
                  if (!wanted || kept.contains(method)) {
                    return new MethodVisitor(ASM9) {};
                  }
                  Body body = new Body();
                  body.locals = Type.getArgumentsAndReturnSizes(descriptor) >> 2;
                  bodies.put(owner + "." + method + descriptor, body);
                  return new Recorder(body);
                }
              },
              ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes a static call whose arguments are on the stack, or in its place the method's body, which
   * uses locals from {@code free} on.
   */
  void call(MethodVisitor code, String owner, String name, String descriptor, int free) {
    Body body = bodies.get(owner + "." + name + descriptor);
    if (body == null) {
      code.visitMethodInsn(INVOKESTATIC, owner, name, descriptor, false);
      return;
    }
    Type[] arguments = Type.getArgumentTypes(descriptor);
    int slot = free;
    for (Type argument : arguments) {
      slot += argument.getSize();
    }
    for (int i = arguments.length - 1; i >= 0; i--) {
      slot -= arguments[i].getSize();
      code.visitVarInsn(arguments[i].getOpcode(ISTORE), slot);
    }
    Copy copy = new Copy(code, free);
    body.instructions.forEach(i -> i.emit(copy));
    code.visitLabel(copy.end);
  }

  /** Keeps a method's instructions. */
  private final class Recorder extends MethodVisitor {
    private final Body body;

    Recorder(Body body) {
      super(ASM9);
      this.body = body;
    }

    private void add(Instruction instruction) {
      body.instructions.add(instruction);
    }

    @Override
    public void visitInsn(int opcode) {
      if (opcode >= IRETURN && opcode <= RETURN) {
        int at = body.instructions.size();
        add(
            copy -> {
              if (at < body.instructions.size() - 1) {
                copy.code.visitJumpInsn(GOTO, copy.end);
              }
            });
      } else {
        add(copy -> copy.code.visitInsn(opcode));
      }
    }

    @Override
    public void visitIntInsn(int opcode, int operand) {
      add(copy -> copy.code.visitIntInsn(opcode, operand));
    }

    @Override
    public void visitVarInsn(int opcode, int local) {
      boolean wide = opcode == LLOAD || opcode == LSTORE || opcode == DLOAD || opcode == DSTORE;
      body.locals = Math.max(body.locals, local + (wide ? 2 : 1));
      add(copy -> copy.code.visitVarInsn(opcode, copy.base + local));
    }

    @Override
    public void visitIincInsn(int local, int increment) {
      add(copy -> copy.code.visitIincInsn(copy.base + local, increment));
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      add(copy -> copy.code.visitTypeInsn(opcode, type));
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      add(copy -> copy.code.visitFieldInsn(opcode, owner, name, descriptor));
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean ofInterface) {
      add(
          copy -> {
            if (opcode == INVOKESTATIC && !ofInterface) {
              call(copy.code, owner, name, descriptor, copy.base + body.locals);
            } else {
              copy.code.visitMethodInsn(opcode, owner, name, descriptor, ofInterface);
            }
          });
    }

    @Override
    public void visitLdcInsn(Object value) {
      add(copy -> copy.code.visitLdcInsn(value));
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
      add(copy -> copy.code.visitJumpInsn(opcode, copy.label(label)));
    }

    @Override
    public void visitLabel(Label label) {
      add(copy -> copy.code.visitLabel(copy.label(label)));
    }
  }
}
